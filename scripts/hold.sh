#!/usr/bin/env bash
# Attacks on the real binary, CI size; each says how much held. hold.sh [NAME…] runs only those.
set -uo pipefail
cd "$(dirname "$0")/.."
names=("$@")
[ ${#names[@]} -gt 0 ] || names=(one_server disk_full crash backup mail idor payloads schema)
failed=0
for name in "${names[@]}"; do
  case $name in
    schema) scripts/schema.sh || failed=1 ;;
    *) python3 "scripts/$name.py" || failed=1 ;;
  esac
done
exit $failed
