#!/usr/bin/env python3
"""Sends a write again without a look when its answer is lost.

Scenario: scenarios/lost-write.json
Arguments: --create Globex
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def is_there_after_all(self, name):
        return False


reseller.main(Client)
