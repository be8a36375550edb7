#!/usr/bin/env bash
# Ends the mock that start.sh started, as the mock itself ends: with 5 where it was started with --fail-on-hint and hinted.
set -euo pipefail
folder=${RUNNER_TEMP:-${MOCK_FOLDER:-.}}
pid=$(cat "$folder/mock.pid")
kill -TERM "$pid" 2> /dev/null || true
for _ in $(seq 100); do kill -0 "$pid" 2> /dev/null || break; sleep 0.1; done
rm -f "$folder/mock.pid"
if grep -q 'drew a hint' "$folder/mock.log"; then
    tail -n 1 "$folder/mock.log" >&2
    exit 5
fi
