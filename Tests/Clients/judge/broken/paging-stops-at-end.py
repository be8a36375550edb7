#!/usr/bin/env python3
"""Reads on until a page is empty.

Scenario: pagination
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def further_pages(self, count):
        return range(2, count + 2)


reseller.main(Client)
