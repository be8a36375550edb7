#!/usr/bin/env python3
"""Every thread that is refused fetches a token of its own.

Scenario: scenarios/revoked-under-load.json
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def renewed(self, refused):
        self.fetch_token()
        return self.cached_token


reseller.main(Client)
