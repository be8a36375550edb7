#!/usr/bin/env python3
"""Sends the token in the URL as well.

Scenario: default
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def authorized(self, method, url, fields, content, is_safe):
        return super().authorized(method, f"{url}?access_token={self.token()}", fields, content, is_safe)


reseller.main(Client)
