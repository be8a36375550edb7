#!/usr/bin/env python3
"""Knows a path that the API does not have.

Scenario: default
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def detail(self, resource_id):
        try:
            return self.call("GET", f"/api/company/{resource_id}")
        except reseller.Refused:
            return super().detail(resource_id)


reseller.main(Client)
