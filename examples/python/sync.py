"""Copies the companies of a reseller: a small client of the API, as yours may be."""
import time

import requests


class ResellerClient:
    def __init__(self, url, client_id, client_secret):
        self.url, self.credentials = url, {"client_id": client_id, "client_secret": client_secret}
        self.session = requests.Session()
        self.token = None

    def companies(self):
        """All companies that the reseller manages, page by page."""
        rows, page, pages = [], 1, 1
        while page <= pages:
            query = {"pageNumber": page, "pageSize": 50, "orderBy": "CompanyName", "ascending": True}
            data = self._send("POST", "/api/companies/search", json=query)["data"]
            rows += data["results"]
            page, pages = page + 1, data["totalNumberOfPages"]
        return rows

    def company(self, resource_id):
        return self._send("GET", "/api/companies/" + resource_id)["data"]

    def _send(self, method, path, **content):
        for attempt in range(5):
            if self.token is None:
                self._authorize()
            answer = self.session.request(
                method, self.url + path, headers={"Authorization": "Bearer " + self.token}, timeout=30, **content)
            if answer.status_code == 401 and attempt == 0:
                self.token = None
            elif answer.status_code in (429, 503):
                time.sleep(float(answer.headers.get("Retry-After", 2**attempt)))
            else:
                break
        answer.raise_for_status()
        return answer.json()

    def _authorize(self):
        form = {"grant_type": "client_credentials", "scope": "api1", **self.credentials}
        answer = self.session.post(self.url + "/connect/token", data=form, timeout=30)
        answer.raise_for_status()
        self.token = answer.json()["access_token"]
