#!/usr/bin/env bash
# Judges COMMAND against the bundled scenarios and leaves the verdict in verdict.xml (JUnit), verdict.json and verdict.md. Ends with 4
# when the client behaves badly. SCENARIOS names some scenarios in place of all.
set -euo pipefail
folder=${RUNNER_TEMP:-${MOCK_FOLDER:-.}}
code=0
# shellcheck disable=SC2086
"${RESELLER_MOCK:-reseller-mock}" judge ${SCENARIOS:-} --junit "$folder/verdict.xml" --json "$folder/verdict.json" \
    --markdown "$folder/verdict.md" -- bash -c "${COMMAND:?the command to judge}" || code=$?
if [ -n "${GITHUB_STEP_SUMMARY-}" ]; then cat "$folder/verdict.md" >> "$GITHUB_STEP_SUMMARY"; fi
exit "$code"
