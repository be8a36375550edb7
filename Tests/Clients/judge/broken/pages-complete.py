#!/usr/bin/env python3
"""Leaves out the second page.

Scenario: pagination
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def further_pages(self, count):
        return range(3, count + 1)

    def are_complete(self, rows, first):
        return True


reseller.main(Client)
