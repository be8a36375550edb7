#!/usr/bin/env bash
# Fetches reseller-mock from URL, the program itself or the archive that scripts/build-release makes, and runs nothing that has
# not the checksum SHA256. Tells later steps in RESELLER_MOCK where the program is, and prints it.
set -euo pipefail
folder=${RUNNER_TEMP:-${MOCK_FOLDER:-.}}
curl --fail --silent --show-error --location --retry 3 --output "$folder/download" "${URL:?the address to fetch from}"
echo "${SHA256:?the checksum that the file must have}  $folder/download" | sha256sum --check --quiet >&2
if tar -tzf "$folder/download" > /dev/null 2>&1; then
    tar -xzf "$folder/download" -C "$folder" reseller-mock
    rm "$folder/download"
else
    mv "$folder/download" "$folder/reseller-mock"
fi
chmod +x "$folder/reseller-mock"
program=$(readlink -f "$folder/reseller-mock")
if [ -n "${GITHUB_ENV-}" ]; then echo "RESELLER_MOCK=$program" >> "$GITHUB_ENV"; fi
echo "$program"
