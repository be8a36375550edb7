#!/usr/bin/env python3
"""A 403 is taken for a failure that will pass.

Scenario: scenarios/forbidden.json
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def is_worth_repeating(self, status):
        return status == 403 or super().is_worth_repeating(status)


reseller.main(Client)
