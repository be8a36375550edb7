#!/usr/bin/env bash
# Starts a mock for the commands that follow and waits until it serves; stop.sh ends it. For any CI system.
#
# RESELLER_MOCK is the program; SCENARIO and OPTIONS say what it serves. The address and credentials are put into mock.env (and
# into the files that GitHub names), the journal into mock-journal.jsonl.
set -euo pipefail
program=${RESELLER_MOCK:-reseller-mock}
folder=${RUNNER_TEMP:-${MOCK_FOLDER:-.}}
rm -f "$folder/mock.url"
# shellcheck disable=SC2086
nohup "$program" serve --port 0 --scenario "${SCENARIO:-default}" --ready-file "$folder/mock.url" \
    --journal-output "$folder/mock-journal.jsonl" ${OPTIONS:-} > "$folder/mock.log" 2>&1 &
echo $! > "$folder/mock.pid"
for _ in $(seq 300); do
    [ -s "$folder/mock.url" ] && break
    kill -0 "$(cat "$folder/mock.pid")" 2> /dev/null || { cat "$folder/mock.log" >&2; exit 1; }
    sleep 0.1
done
url=$(head -n 1 "$folder/mock.url")
"$program" healthcheck --url "$url"
{
    echo "RESELLER_BASE_URL=$url"
    echo "RESELLER_TOKEN_URL=$url/connect/token"
    echo "RESELLER_MOCK_URL=$url"
    echo "RESELLER_CLIENT_ID=reseller-client"
    echo "RESELLER_CLIENT_SECRET=reseller-secret"
} > "$folder/mock.env"
if [ -n "${GITHUB_ENV-}" ]; then
    cat "$folder/mock.env" >> "$GITHUB_ENV"
    echo "url=$url" >> "$GITHUB_OUTPUT"
fi
echo "reseller-mock serves $url"
