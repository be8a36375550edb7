#!/usr/bin/env python3
"""Reads no Retry-After that is a number.

Scenario: retry-then-succeed
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def seconds_form(self, value):
        return None


reseller.main(Client)
