#!/usr/bin/env python3
"""Retries for ever.

Scenario: scenarios/failing-long.json
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    most_attempts = 1000

    def pause(self, attempt):
        return super().pause(1)


reseller.main(Client)
