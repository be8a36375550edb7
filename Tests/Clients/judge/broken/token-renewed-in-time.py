#!/usr/bin/env python3
"""Tokens are used until they are refused.

Scenario: expiring-tokens
Arguments: --rounds 3 --pause 8
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def is_token_alive(self):
        return self.cached_token is not None


reseller.main(Client)
