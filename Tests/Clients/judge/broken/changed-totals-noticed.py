#!/usr/bin/env python3
"""Reads on whatever the total says.

Scenario: shifting-pages
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def is_changed(self, first, page):
        return False

    def are_complete(self, rows, first):
        return True


reseller.main(Client)
