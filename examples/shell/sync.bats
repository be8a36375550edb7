#!/usr/bin/env bats
# Tests with bats and curl, a world for each: reseller-mock run -- bats sync.bats

setup() {
    world=$(curl -sSf -X POST "$RESELLER_MOCK_URL/__admin/worlds")
    id=$(member id)
    token=$(curl -sSf "$RESELLER_TOKEN_URL" -d grant_type=client_credentials -d scope=api1 \
        -d "client_id=$(member clientId)" -d "client_secret=$(member clientSecret)" |
        sed 's/.*"access_token":"\([^"]*\)".*/\1/')
}

teardown() { curl -sSf -o /dev/null -X DELETE "$RESELLER_MOCK_URL/__admin/worlds/$id"; }

member() { echo "$world" | grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

# admin METHOD PATH [BODY] asks or changes the mock in this test's world.
admin() {
    curl -sSf -X "$1" -H 'Content-Type: application/json' ${3:+-d "$3"} "$RESELLER_MOCK_URL/__admin/worlds/$id/$2"
}

detail() {
    curl -sS -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" "$RESELLER_BASE_URL/api/companies/$1"
}

@test "a company is found" {
    [ "$(detail xC5kfGz7w2Nz)" = 200 ]
    [ "$(admin GET 'await?operation=getCompany&count=1&within=5s')" = '{"count":1}' ]
}

@test "an unknown one is not" {
    [ "$(detail AAAAAAAAAAAA)" = 404 ]
}

@test "an expired token is refused" {
    admin PUT clock '{"advance":"2h"}'
    [ "$(detail xC5kfGz7w2Nz)" = 401 ]
}
