#!/usr/bin/env python3
"""Retries at once.

Scenario: scenarios/failing-first.json
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def pause(self, attempt):
        return 0


reseller.main(Client)
