#!/usr/bin/env bash
# docs/openapi.json and the page's types come from the binary. openapi.sh check: are they fresh? openapi.sh write: make them so.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=${1:?check or write}

work=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi; rm -rf "$work"' EXIT
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"${CARGO_TARGET_DIR:-target}/debug/stagecraft" demo --data "$work/data" --listen "127.0.0.1:$port" >"$work/log" 2>&1 </dev/null &
server=$!
for _ in $(seq 300); do
  curl -fsS "http://127.0.0.1:$port/readyz" >/dev/null 2>&1 && break
  kill -0 "$server" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.1
done
curl -fsS "http://127.0.0.1:$port/api/v1/openapi.json" | python3 -m json.tool --no-ensure-ascii >"$work/openapi.json"

if [ "$mode" = write ]; then
  cp "$work/openapi.json" docs/openapi.json
  if [ -f web/package.json ]; then (cd web && npm run types); fi
  exit
fi
if ! diff -u docs/openapi.json "$work/openapi.json" >"$work/diff"; then
  head -n 60 "$work/diff"
  echo "docs/openapi.json is stale: run make openapi and commit the result." >&2
  exit 1
fi
types=web/src/api/schema.gen.ts
[ -f "$types" ] || exit 0
cp "$types" "$work/types.ts"
(cd web && npm run --silent types)
if ! cmp -s "$work/types.ts" "$types"; then
  cp "$work/types.ts" "$types"
  echo "$types is stale: run make openapi and commit the result." >&2
  exit 1
fi
