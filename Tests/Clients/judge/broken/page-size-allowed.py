#!/usr/bin/env python3
"""Asks for all companies on one page, more than a page may have.

Scenario: default
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    page_size = 100_000


reseller.main(Client)
