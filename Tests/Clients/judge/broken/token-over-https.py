#!/usr/bin/env python3
"""Sends all but the token request over plain HTTP, to PLAIN_URL, where HTTPS is offered.

Scenario: default
"""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def __init__(self):
        super().__init__()
        self.base_url = os.environ["PLAIN_URL"]


reseller.main(Client)
