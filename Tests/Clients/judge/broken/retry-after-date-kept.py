#!/usr/bin/env python3
"""Reads no Retry-After that is a date.

Scenario: clock-skew
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def date_form(self, value, now):
        return None


reseller.main(Client)
