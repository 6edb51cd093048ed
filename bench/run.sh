#!/usr/bin/env bash
# Builds the bench and measures the release binary; the figures land in bench/RESULTS.md. Further words go to the bench (--only LIST, --rows N).
set -euo pipefail
cd "$(dirname "$0")/.."
target=$(realpath "${CARGO_TARGET_DIR:-target}")
scripts/setup.sh postgres
mkdir -p bench/work
cc -O2 -shared -fPIC -o bench/work/slow_fsync.so bench/slow_fsync.c -ldl
CARGO_TARGET_DIR=$target cargo build --quiet --release --manifest-path bench/Cargo.toml
scripts/postgres.sh start
trap 'scripts/postgres.sh stop' EXIT
"$target/release/bench" --binary "$target/release/stagecraft" --postgres "$(scripts/postgres.sh url)" "$@"
