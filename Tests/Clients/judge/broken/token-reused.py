#!/usr/bin/env python3
"""A token for every request.

Scenario: pagination
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def is_token_alive(self):
        return False


reseller.main(Client)
