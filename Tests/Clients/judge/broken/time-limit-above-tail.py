#!/usr/bin/env python3
"""Gives up long before the slowest answers come.

Scenario: slow
Arguments: --rounds 3
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    time_limit = 0.3


reseller.main(Client)
