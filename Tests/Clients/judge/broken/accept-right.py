#!/usr/bin/env python3
"""Accepts XML alone and reads JSON.

Scenario: default
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    accept = "application/xml"


reseller.main(Client)
