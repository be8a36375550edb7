#!/usr/bin/env python3
"""Opens a connection for every request.

Scenario: slow
Arguments: --rounds 4
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    workers = 1

    def finished(self, connection):
        connection.close()


reseller.main(Client)
