#!/usr/bin/env bash
# Builds the bench and measures the release binary; the figures land in bench/RESULTS.md. Further words go to the bench (--only LIST, --rows N).
set -euo pipefail
cd "$(dirname "$0")/.."
target=$(realpath "${CARGO_TARGET_DIR:-target}")
scripts/setup.sh postgres browser
[ -d e2e/node_modules ] || (cd e2e && npm ci --no-audit --no-fund)
mkdir -p bench/work
cc -O2 -shared -fPIC -o bench/work/slow_fsync.so bench/slow_fsync.c -ldl
CARGO_TARGET_DIR=$target cargo build --quiet --release --manifest-path bench/Cargo.toml
# A cluster of its own, durable as a real one: the tests' cluster runs without fsync.
export STAGECRAFT_PG_DIR=$target/pg-bench
export STAGECRAFT_PG_OPTIONS="-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c shared_buffers=512MB -c max_wal_size=2GB"
trap 'scripts/postgres.sh stop' EXIT
url=$(scripts/postgres.sh start)
psql --quiet "$url" -c 'DROP DATABASE IF EXISTS bench' -c 'CREATE DATABASE bench' 2>/dev/null
"$target/release/bench" --binary "$target/release/stagecraft" --postgres "${url%/postgres}/bench" "$@"
