#!/usr/bin/env python3
"""The vendor page's session with requests and oauthlib against a running reseller-mock.

Usage: client.py BASE_URL      (the default scenario; needs requests-oauthlib)
Also checks the access token's signature from the published keys with plain arithmetic, independently of OpenSSL.
"""
import base64
import hashlib
import json
import os
import sys

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
import requests  # noqa: E402
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error  # noqa: E402
from requests_oauthlib import OAuth2Session  # noqa: E402

base = sys.argv[1].rstrip("/")
checks = 0


def check(holds, what):
    global checks
    checks += 1
    if not holds:
        sys.exit(f"client.py: {what}")


def session(client_id, secret, **options):
    oauth = OAuth2Session(client=BackendApplicationClient(client_id=client_id, scope="api1"))
    oauth.fetch_token(f"{base}/connect/token", client_secret=secret, **options)
    return oauth


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


reseller = session("reseller-client", "reseller-secret")
session("reseller-client", "reseller-secret", include_client_id=True)
check(reseller.token["expires_in"] == 3600, "expires_in is 3600")

header, payload, signature = reseller.token["access_token"].split(".")
keys = requests.get(f"{base}/.well-known/openid-configuration").json()["jwks_uri"]
key = next(k for k in requests.get(keys).json()["keys"] if k["kid"] == json.loads(decoded(header))["kid"])
modulus, exponent = (int.from_bytes(decoded(key[name]), "big") for name in ("n", "e"))
size = (modulus.bit_length() + 7) // 8
padded = pow(int.from_bytes(decoded(signature), "big"), exponent, modulus).to_bytes(size, "big")
digest = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(f"{header}.{payload}".encode()).digest()
check(padded == b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest, "the token verifies as RS256")

page = {"pageNumber": 1, "pageSize": 10, "orderBy": "CreateTime", "ascending": False}
answer = reseller.post(f"{base}/api/companies/search", json=page)
check(answer.status_code == 200, "the page's search answers 200")
rows = answer.json()["data"]["results"]
check(len(rows) > 1, "the search finds companies")
for row in rows:
    detail = reseller.get(f"{base}/api/companies/{row['resourceId']}")
    check(detail.status_code == 200, "each row's detail answers 200")
    check(detail.json()["data"]["name"] == row["companyName"], "row and detail agree on the name")

known = rows[0]["resourceId"]
check(requests.get(f"{base}/api/companies/{known}").status_code == 401, "no token is 401")
check(reseller.get(f"{base}/api/companies/Unknown00000").status_code == 404, "an unknown id is 404")
admin = session("company-admin-client", "company-admin-secret")
check(admin.get(f"{base}/api/companies/{known}").status_code == 403, "a company admin is 403")
check(admin.post(f"{base}/api/companies/search", json=page).status_code == 403, "a company admin's search is 403")
other = session("other-reseller-client", "other-reseller-secret")
theirs = other.post(f"{base}/api/companies/search", json=page).json()["data"]["results"][0]["resourceId"]
check(reseller.get(f"{base}/api/companies/{theirs}").status_code == 403, "another reseller's company is 403")
try:
    session("reseller-client", "wrong")
    sys.exit("client.py: a wrong secret is refused")
except OAuth2Error as error:
    check(error.error == "invalid_client", "a wrong secret is invalid_client")
print(f"client.py: {checks} checks passed")
