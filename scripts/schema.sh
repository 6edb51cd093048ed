#!/usr/bin/env bash
# Requests made at random from the OpenAPI file: nothing may answer 5xx or what the file doesn't say. schema.sh [EXAMPLES] [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh python
exec python3 scripts/schema.py "${1:-10}" "${2:-120}"
