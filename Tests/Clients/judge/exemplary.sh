#!/usr/bin/env bash
# A client that behaves well, in shell with curl: prints the id and the name of every company a reseller manages.
#
# RESELLER_BASE_URL, RESELLER_CLIENT_ID, RESELLER_CLIENT_SECRET, RESELLER_TOKEN_URL and RESELLER_CA_FILE are those of
# reseller.py. There is no JSON parser in a shell: what is read are the members of the API's compact JSON.
set -euo pipefail

base_url=${RESELLER_BASE_URL%/}
token_url=${RESELLER_TOKEN_URL:-$base_url/connect/token}
page_size=100
most_attempts=5
most_readings=5
longest_wait=60

umask 077
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() {
    echo "$0: $*" >&2
    exit 1
}

field() { sed -n "s/^$1: *\(.*\)\$/\1/Ip" "$folder/head" | tr -d '\r' | tail -n 1; }

# The number after the first "NAME": of the answer.
number() { sed -n "s/.*\"$1\":\([0-9][0-9]*\).*/\1/p" "$folder/body" | head -n 1; }

# Seconds that Retry-After says, in either form; nothing where there is none. A date is counted from the answer's Date,
# for the server's clock may be another than ours, and a second longer, for dates have no parts of one.
told_wait() {
    local value
    value=$(field Retry-After)
    case $value in
    '') ;;
    *[!0-9]*) echo $(($(date -d "$value" +%s) - $(date -d "$(field Date)" +%s) + 1)) ;;
    *) echo "$value" ;;
    esac
}

# Growing, and a little random.
pause() { sleep "$(awk -v n="$1" -v r="$RANDOM" 'BEGIN { print 0.2 * 2 ^ (n - 1) * (0.75 + r / 65536) }')"; }

# Whether the body is what it says: JSON of the API's that does not break off. curl has checked its length.
is_whole() {
    [[ $(field Content-Type) == application/json* && $(tail -c 1 "$folder/body") == "}" ]]
}

# Sends a request that may be sent again; leaves the answer's head and body in the folder. Returns 1 after a 401.
request() {
    local attempt status wait
    for ((attempt = 1; attempt <= most_attempts; attempt++)); do
        status=$(curl --silent --output "$folder/body" --dump-header "$folder/head" --write-out '%{http_code}' \
            --max-time 30 ${RESELLER_CA_FILE:+--cacert "$RESELLER_CA_FILE"} \
            --header 'Accept: application/json' "$@") || status="no whole answer"
        wait=''
        case $status in
        2??) ! is_whole || return 0 ;;
        401) return 1 ;;
        429 | 500 | 502 | 503 | 504) wait=$(told_wait) ;;
        no*) ;;
        *) fail "answered $status" ;;
        esac
        ((attempt < most_attempts)) || break
        [ -z "$wait" ] || ((wait <= longest_wait)) || fail "answered $status, to come back in $wait s"
        if [ -n "$wait" ]; then sleep "$wait"; else pause "$attempt"; fi
    done
    fail "answered $status, $most_attempts times"
}

# The secret goes through a file, for arguments are there for all to see.
printf 'grant_type=client_credentials&scope=api1&client_id=%s&client_secret=%s' \
    "$RESELLER_CLIENT_ID" "$RESELLER_CLIENT_SECRET" >"$folder/form"
fetch_token() {
    local token
    request "$token_url" --data @"$folder/form" || fail "no token"
    token=$(sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p' "$folder/body")
    [ -n "$token" ] || fail "the answer to the token request has no token"
    token_end=$((SECONDS + $(number expires_in) * 9 / 10))
    printf 'Authorization: Bearer %s\n' "$token" >"$folder/authorization"
}
token_end=0

page() {
    ((SECONDS < token_end)) || fetch_token
    local body="{\"pageNumber\":$1,\"pageSize\":$page_size,\"orderBy\":\"CompanyName\",\"ascending\":true}"
    local search=("$base_url/api/companies/search" --header 'Content-Type: application/json'
        --header @"$folder/authorization" --data "$body")
    request "${search[@]}" && return
    # One new token, one repeat.
    fetch_token
    request "${search[@]}" || fail "a fresh token was refused"
}

# Every page once, into a file; returns 1 where the list changed meanwhile.
reading() {
    local page pages=1 records='' told
    : >"$folder/rows"
    for ((page = 1; page <= pages; page++)); do
        page "$page"
        pages=$(number totalNumberOfPages)
        told=$(number totalNumberOfRecords)
        [[ -n $pages && -n $told ]] && grep -q '"results":\[' "$folder/body" || fail "page $page is no list"
        [ "${records:=$told}" = "$told" ] || return 1
        grep -Eo '"companyName":"([^"\\]|\\.)*","companyResourceId":"[^"]*"' "$folder/body" |
            sed 's/.*Name":"\(.*\)","companyResourceId":"\(.*\)"/\2 \1/' >>"$folder/rows" || true
    done
    [ "$(sort -u "$folder/rows" | wc -l)" = "$records" ]
}

for ((count = 1; count <= most_readings; count++)); do
    if reading; then
        cat "$folder/rows"
        exit
    fi
done
fail "the list changed in each of $most_readings readings"
