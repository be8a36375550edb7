#!/usr/bin/env python3
"""A client that reads rows as they come, and takes the end of the connection for the end of the page.

It ignores how many bytes Content-Length promised and how many rows the totals tell, so that it loses rows without a word.
`reseller-mock sweep` finds that; see reseller.py for everything that it does well.
"""
import http.client
import json
import re

import reseller


class Client(reseller.ResellerClient):
    def whole_body(self, response):
        try:
            return response.read()
        except http.client.IncompleteRead as cut:
            return cut.partial

    def checked_json(self, answer):
        try:
            return super().checked_json(answer)
        except reseller.Broken:
            rows = re.findall(rb'\{"companyName":[^{}]*\}', answer.body)
            if not rows:
                raise
            pages = re.search(rb'"totalNumberOfPages":(\d+)', answer.body)
            return {"data": {"results": [json.loads(row) for row in rows], "totalNumberOfPages": int(pages[1]) if pages else 1}}

    def is_changed(self, first, page):
        return False

    def are_complete(self, rows, first):
        return True


reseller.main(Client)
