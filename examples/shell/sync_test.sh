#!/bin/sh
# Tests in plain shell with curl: reseller-mock run -- sh sync_test.sh
set -eu

failures=0
check() { # check NAME EXPECTED ACTUAL
    if [ "$2" = "$3" ]; then echo "ok - $1"; else
        echo "not ok - $1: expected $2, got $3"
        failures=$((failures + 1))
    fi
}
admin() { curl -sS -X "$1" -H 'Content-Type: application/json' ${3:+-d "$3"} "$RESELLER_MOCK_URL/__admin/$2"; }
detail() { curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" "$RESELLER_BASE_URL/api/companies/$1"; }

token=$(curl -sS "$RESELLER_TOKEN_URL" -d grant_type=client_credentials -d scope=api1 \
    -d "client_id=$RESELLER_CLIENT_ID" -d "client_secret=$RESELLER_CLIENT_SECRET" |
    sed 's/.*"access_token":"\([^"]*\)".*/\1/')

check "a company is found" 200 "$(detail xC5kfGz7w2Nz)"
check "an unknown one is not" 404 "$(detail AAAAAAAAAAAA)"
admin PUT clock '{"advance":"2h"}' > /dev/null
check "an expired token is refused" 401 "$(detail xC5kfGz7w2Nz)"
check "three details were asked for" '{"count":3}' "$(admin GET 'await?operation=getCompany&count=3&within=5s')"

exit "$failures"
