#!/usr/bin/env python3
"""Many workers that retry with short pauses that do not grow.

Scenario: scenarios/failing-under-load.json
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    workers = 20
    most_attempts = 7

    def pause(self, attempt):
        return 0.12


reseller.main(Client)
