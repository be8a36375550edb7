"""The vendor's end-to-end flow for REST API clients: token, search, roles, generate, create, get, search, export, delete;
after every step all views agree.

Usage: rest_api_clients.py BASE_URL [curl]      (the default scenario; with curl that sends the requests, else Python does)
"""

import csv
import io
import json
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

base = sys.argv[1]
by_curl = sys.argv[2:] == ["curl"]


def send(method, path, headers, data):
    if by_curl:
        command = ["curl", "-s", "-X", method, base + path, "-w", "\n%{http_code}"]
        if data is not None:
            command += ["--data-binary", "@-"]
        if "SSL_CERT_FILE" in os.environ:
            command += ["--cacert", os.environ["SSL_CERT_FILE"]]
        for name, value in headers.items():
            command += ["-H", f"{name}: {value}"]
        answer = subprocess.run(command, input=data, capture_output=True, check=True).stdout
        content, status = answer.rsplit(b"\n", 1)
        return int(status), content
    request = urllib.request.Request(base + path, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def call(method, path, token=None, company=None, body=None, form=None):
    status, content = raw(method, path, token, company, body, form)
    return status, json.loads(content) if content else None


def raw(method, path, token=None, company=None, body=None, form=None):
    headers = {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if company:
        headers["X-KEEPNET-Company-Id"] = company
    data = None
    if form is not None:
        data = urllib.parse.urlencode(form).encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    elif body is not None:
        data = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
    return send(method, path, headers, data)


def good(answer):
    status, envelope = answer
    assert status == 200, answer
    return envelope.get("data", envelope)


def token_for(client_id, client_secret):
    return call("POST", "/connect/token", form={
        "grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret, "scope": "api1",
    })


search = {
    "pageNumber": 1, "pageSize": 10, "orderBy": "CreateTime", "ascending": False,
    "filter": {"Condition": "AND", "SearchInputTextValue": ""},
}
clients = "/api/companies/clients"

status, answer = token_for("reseller-client", "reseller-secret")
assert status == 200 and "companies/clients|POST" in answer["permissions"], answer
token = answer["access_token"]

company = good(call("POST", "/api/companies/search", token, body=search))["results"][0]["companyResourceId"]


def listed():
    page = good(call("POST", clients + "/search", token, company, body=search))
    assert page["totalNumberOfRecords"] == len(page["results"])
    return {row["resourceId"]: row for row in page["results"]}


before = listed()
status, answer = call("POST", clients + "/search", token, company, body={**search, "filter": None})
assert status == 500 and answer["Status"] == "INTERNAL_SERVER_ERROR", answer

roles = {role["name"]: role["resourceId"] for role in good(call("GET", "/api/roles", token, company))}
assert good(call("GET", "/api/roleswithavailable", token, company))
role = roles["Company Admin"]

pair = good(call("GET", clients + "/generate-client-credentials", token, company))
assert token_for(pair["clientId"], pair["clientSecret"])[0] == 400 and listed() == before, "nothing is stored yet"

wanted = {"name": "E2E", **pair, "statusId": 1, "hasIpAddressRestriction": False, "roleResourceIdList": [role]}
status, answer = call("POST", clients, token, company, body={**wanted, "roleResourceIdList": []})
assert status == 400 and answer["validationMessages"] == ["Role should be selected"], answer
status, answer = call("POST", clients, token, company, body=wanted)
assert status == 200 and answer["message"], answer
made = answer["data"]["resourceId"]
assert len(made) == 12

detail = good(call("GET", f"{clients}/{made}", token, company))
assert detail["roleResourceIdList"] == [role] and detail["clientSecret"] not in ("", pair["clientSecret"])
assert listed()[made]["clientName"] == "E2E"

status, answer = token_for(pair["clientId"], pair["clientSecret"])
assert status == 200 and "companies/search|POST" not in answer["permissions"], answer
own = answer["access_token"]
assert made in {row["resourceId"] for row in good(call("POST", clients + "/search", own, body=search))["results"]}

# What was read is sent back: only the name changes.
good(call("PUT", f"{clients}/{made}", token, company, body={**detail, "name": "Renamed"}))
assert good(call("GET", f"{clients}/{made}", token, company)) == {**detail, "name": "Renamed"}
assert listed()[made]["clientName"] == "Renamed"
assert token_for(pair["clientId"], pair["clientSecret"])[0] == 200

# Another client, whose name no spreadsheet may take for a formula.
formula = {**wanted, "name": "=1+1", "clientId": "rest-api-clients", "clientSecret": "made-up"}
second = good(call("POST", clients, token, company, body=formula))["resourceId"]
rows = {row["clientName"]: row["clientId"] for row in listed().values()}
everything = {**search, "reportAllPages": True}
status, file = raw("POST", clients + "/search/export", token, company, body={**everything, "exportType": "CSV"})
assert status == 200 and file.startswith(b"\xef\xbb\xbf"), status
table = list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
assert {row[0].removeprefix("'"): row[1] for row in table[1:]} == rows, table
status, workbook = raw("POST", clients + "/search/export", token, company, body={**everything, "exportType": "Excel"})
assert status == 200
try:
    import openpyxl
except ImportError:
    print("skipped: openpyxl is not there")
else:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    cells = list(sheet.iter_rows())
    assert {row[0].value: row[1].value for row in cells[1:]} == rows
    assert all(cell.data_type != "f" for row in cells for cell in row), "a formula"
good(call("DELETE", f"{clients}/{second}", token, company))

# The vendor's script sends a body with DELETE.
good(call("DELETE", f"{clients}/{made}", token, company, body={}))
assert call("GET", f"{clients}/{made}", token, company)[0] == 404
assert listed() == before
assert token_for(pair["clientId"], pair["clientSecret"])[0] == 400
assert call("GET", "/api/roles", own)[0] == 401
print(f"REST API clients: token, search, roles, generate, create, get, search, export, delete{', with curl' if by_curl else ''}")
