#!/usr/bin/env python3
"""The client of somebody who has read the API's documentation and not docs/judge.md."""
import json, os, time, urllib.parse, urllib.request, urllib.error

BASE = os.environ["RESELLER_BASE_URL"]

def send(path, body=None, headers={}, tries=3):
    for attempt in range(tries):
        try:
            request = urllib.request.Request(BASE + path, body, headers)
            with urllib.request.urlopen(request, timeout=10) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            if attempt == tries - 1:
                raise

def token():
    form = {"grant_type": "client_credentials", "scope": "api1",
            "client_id": os.environ["RESELLER_CLIENT_ID"], "client_secret": os.environ["RESELLER_CLIENT_SECRET"]}
    return send("/connect/token", urllib.parse.urlencode(form).encode())["access_token"]

def call(path, body=None):
    headers = {"Authorization": "Bearer " + token(), "Content-Type": "application/json"}
    return send(path, body and json.dumps(body).encode(), headers)["data"]

page = 1
while True:
    search = {"pageNumber": page, "pageSize": 10, "orderBy": "CompanyName", "ascending": True}
    rows = call("/api/companies/search", search)["results"]
    if not rows:
        break
    for row in rows:
        print(row["companyName"], call("/api/companies/" + row["companyResourceId"])["numberOfUsers"])
    page += 1
