#!/usr/bin/env python3
"""Says that its JSON is text.

Scenario: default
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    json_type = "text/plain"


reseller.main(Client)
