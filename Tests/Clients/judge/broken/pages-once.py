#!/usr/bin/env python3
"""Asks for every page but the first twice.

Scenario: pagination
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def further_pages(self, count):
        for number in super().further_pages(count):
            self.page(number)
            yield number


reseller.main(Client)
