#!/usr/bin/env python3
"""Asks for the detail of a company once for each member that is read.

Scenario: default
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def company(self, row):
        identifier = row["companyResourceId"]
        return {
            "id": self.detail(identifier)["resourceId"],
            "name": self.detail(identifier)["name"],
            "users": self.detail(identifier).get("numberOfUsers"),
        }


reseller.main(Client)
