#!/usr/bin/env python3
"""A reseller's day against a running reseller-mock: lookups, a new company, its licence, a group, a client of its own, its
token, the export, and the end of it all. After every step all views have to agree.

Usage: onboarding.py BASE_URL [curl]      (the default scenario; with curl it sends the forms, else Python does)
"""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import uuid

base = sys.argv[1].rstrip("/")
by_curl = sys.argv[2:] == ["curl"]
checks = 0
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")


def check(holds, what):
    global checks
    checks += 1
    if not holds:
        sys.exit(f"onboarding.py: {what}")


def send(method, path, body=None, token=None, type="application/json", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if body is not None:
        headers["Content-Type"] = type
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(base + path, body, headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def data(method, path, body=None, token=None, **headers):
    status, answer = send(method, path, body, token or reseller, **headers)
    check(status == 200, f"{method} {path} answers {status}: {answer[:300]}")
    answer = json.loads(answer)
    check(answer["status"] == "SUCCESS", f"{method} {path} says {answer['status']}")
    if method != "GET" and "resourceId" in (answer.get("data") or {}):
        check(answer.get("message"), f"{method} {path} has a message")
    return answer["data"]


def token(client, secret):
    form = urllib.parse.urlencode(
        {"grant_type": "client_credentials", "client_id": client, "client_secret": secret, "scope": "api1"})
    status, answer = send("POST", "/connect/token", form.encode(), type="application/x-www-form-urlencoded")
    return json.loads(answer).get("access_token") if status == 200 else None


def form(method, path, fields, logo=None):
    """Sends a multipart form with curl or by hand."""
    if by_curl:
        command = ["curl", "-s", "-X", method, base + path, "-H", f"Authorization: Bearer {reseller}"]
        for name, value in fields:
            command += ["--form-string", f"{name}={value}"]
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            if logo:
                file.write(logo)
                file.flush()
                command += ["-F", f"File=@{file.name};type=image/png;filename=logo.png"]
            answer = subprocess.run(command, capture_output=True, check=True).stdout
        answer = json.loads(answer)
        check(answer["status"] == "SUCCESS", f"{method} {path} says {answer}")
        return answer["data"]["resourceId"]
    boundary = uuid.uuid4().hex
    body = b""
    for name, value in fields:
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    if logo:
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="File"; filename="logo.png"\r\n\r\n'.encode()
        body += logo + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return data(method, path, body, type=f"multipart/form-data; boundary={boundary}")["resourceId"]


def search(**more):
    page = {"pageNumber": 1, "pageSize": 1000, "orderBy": "CreateTime", "ascending": False,
            "filter": {"Condition": "AND", "SearchInputTextValue": ""}}
    return {**page, **more}


def nodes(tree):
    return [node for parent in tree for node in [parent, *nodes(parent["children"])]]


def views_agree(company, name, limit, group=None):
    rows = data("POST", "/api/companies/search", search())
    row = next((row for row in rows["results"] if row["companyResourceId"] == company), None)
    status, detail = send("GET", f"/api/companies/{company}", token=reseller)
    mine = {node["resourceId"]: node["name"] for node in nodes(data("GET", "/api/companies/my"))}
    status_of_export, export = send(
        "POST", "/api/companies/search/export", search(exportType="csv", reportAllPages=True), reseller)
    check(status_of_export == 200, "the export answers 200")
    exported = list(csv.DictReader(io.StringIO(export.decode("utf-8-sig"))))
    check(len(exported) == rows["totalNumberOfRecords"], "the export has all rows")
    names = [line["Company Name"] for line in exported]
    if name is None:
        check(row is None and status == 404 and company not in mine, "a deleted company is nowhere")
        return
    detail = json.loads(detail)["data"]
    check(row["companyName"] == detail["name"] == mine[company] == name and name in names, f"all views say {name}")
    licence = data("GET", f"/api/companies/{company}/license-check")
    line = next(line for line in exported if line["Company Name"] == name)
    limits = {int(row["numberOfUsers"]), detail["numberOfUsers"], licence["licenseLimit"], int(line["License Limit"])}
    check(limits == {limit}, f"all views say {limit}: {limits}")
    groups = [entry["resourceId"] for entry in detail["companyGroups"]]
    check(groups == ([group] if group else []), "the company says its groups")
    for entry in data("GET", "/api/company-groups"):
        if entry["resourceId"] == group:
            check(entry["companyCount"] == 1, "the group counts the company")


reseller = token("reseller-client", "reseller-secret")
check(reseller, "the reseller gets a token")

lookups = data("POST", "/api/lookups", {"typeidlist": [1, 2, 4]})
licences = data("GET", "/api/lookups/licenses")["licenses"]


def lookup(type, name):
    return next(e["resourceId"] for e in lookups if e["genericCodeTypeId"] == type and e["name"] == name)


name = f"Onboarded & Söhne {uuid.uuid4().hex[:8]}"
fields = [
    ("Name", name), ("Description", ""), ("CountryResourceId", lookup(1, "Germany")),
    ("IndustryResourceId", lookup(2, "Technology")), ("LicenseTypeResourceId", licences[0]["resourceId"]),
    ("LicensePeriodTypeResourceId", lookup(4, "1 Year")), ("LicenseStartDate", "2026-03-01"),
    ("LicenseEndDate", "2027-03-01"), ("IsNumberOfUsersLimited", "true"), ("NumberOfUsers", "50"),
    ("timeZoneId", "W. Europe Standard Time"), ("DateFormat", "dd/MM/yyyy"), ("TimeFormat", "24h"),
    ("tags", "new"), ("tags", "pilot, first"),
]
company = form("POST", "/api/companies", fields, PNG)
views_agree(company, name, 50)
first = data("POST", "/api/companies/search", search())["results"][0]
check(first["companyResourceId"] == company and first["tags"] == ["new", "pilot, first"], "the newest is the first")
check(data("GET", f"/api/companies/{company}/logo")["fileName"] == "logo.png", "the logo is there")

fields = [(key, {"NumberOfUsers": "75", "LicenseEndDate": "2028-03-01"}.get(key, value)) for key, value in fields]
check(form("PUT", f"/api/companies/{company}", fields) == company, "an update answers the id")
views_agree(company, name, 75)

group = data("POST", "/api/company-groups", {"name": f"Pilots {company}"})["resourceId"]
data("PUT", f"/api/company-groups/{group}/participants", {"companyResourceIdArray": [company]})
views_agree(company, name, 75, group)

scope = {"X_KEEPNET_Company_Id": company}
roles = data("GET", "/api/roles", **scope)
pair = data("GET", "/api/companies/clients/generate-client-credentials", **scope)
body = {"name": "CI", "clientId": pair["clientId"], "clientSecret": pair["clientSecret"], "statusId": 1,
        "roleResourceIdList": [next(role["resourceId"] for role in roles if role["name"] == "Company Admin")]}
client = data("POST", "/api/companies/clients", body, **scope)["resourceId"]
own = token(pair["clientId"], pair["clientSecret"])
check(own, "the new client gets a token at once")
mine = data("GET", "/api/companies/my", token=own)
check([node["resourceId"] for node in mine] == [company], "my with it is the company")

status, workbook = send("POST", "/api/companies/search/export", search(exportType="Excel", reportAllPages=True), reseller)
check(status == 200, "the Excel export answers 200")
try:
    import openpyxl
except ImportError:
    print("skipped: openpyxl is not there")
else:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    check(name in [row[0] for row in sheet.iter_rows(values_only=True)], "openpyxl reads the export")
    check(all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row), "no cell is a formula")

check(data("DELETE", f"/api/companies/{company}", {})["resourceId"] == company, "the deletion answers the id")
views_agree(company, None, 0)
check(token(pair["clientId"], pair["clientSecret"]) is None, "its client gets no token any more")
check(next(g for g in data("GET", "/api/company-groups") if g["resourceId"] == group)["companyCount"] == 0, "its group is empty")
data("DELETE", f"/api/company-groups/{group}")
print(f"onboarding.py: {checks} checks passed{' with curl' if by_curl else ''}")
