#!/usr/bin/env python3
"""Verifies access tokens as resource servers do: PyJWT and joserfc, from the discovery document and the keys it names.

Usage: verify.py BASE_URL ISSUER      (the default scenario; needs pyjwt[crypto] and joserfc)
ISSUER is what tokens have to name; `self` for a mock whose scenario says so.
"""
import json
import os
import ssl
import sys
import urllib.parse
import urllib.request

import jwt
from joserfc import jwt as jose
from joserfc.jwk import KeySet

base, issuer = sys.argv[1].rstrip("/"), sys.argv[2]
issuer = base if issuer == "self" else issuer
trust = ssl.create_default_context(cafile=os.environ["REQUESTS_CA_BUNDLE"])


def fetch(url, form=None):
    body = urllib.parse.urlencode(form).encode() if form else None
    with urllib.request.urlopen(url, body, context=trust if url.startswith("https:") else None) as answer:
        return json.load(answer)


discovery = fetch(f"{base}/.well-known/openid-configuration")
assert discovery["issuer"] == issuer, discovery["issuer"]
token = fetch(discovery["token_endpoint"], {
    "grant_type": "client_credentials", "client_id": "reseller-client", "client_secret": "reseller-secret",
    "scope": "api1"})["access_token"]

client = jwt.PyJWKClient(discovery["jwks_uri"], ssl_context=trust)
claims = jwt.decode(
    token, client.get_signing_key_from_jwt(token), algorithms=["RS256"], audience="api1", issuer=issuer,
    options={"require": ["exp", "iat", "nbf", "iss", "aud", "jti"]})
assert claims["client_id"] == "reseller-client"

read = jose.decode(token, KeySet.import_key_set(fetch(discovery["jwks_uri"])), algorithms=["RS256"])
jose.JWTClaimsRegistry(
    iss={"essential": True, "value": issuer}, aud={"essential": True, "value": "api1"}).validate(read.claims)
assert read.header["typ"] == "at+jwt" and read.claims == claims
print("verify.py: PyJWT and joserfc verify the token")
