#!/usr/bin/env python3
"""After a 401 the refused token is sent again.

Scenario: revoked-token
"""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import reseller  # noqa: E402


class Client(reseller.ResellerClient):
    def after_refused_token(self, refused, method, url, fields, content, is_safe):
        time.sleep(self.pause(1))
        return self.sent_patiently(method, url, self.with_token(fields, refused), content, is_safe)


reseller.main(Client)
