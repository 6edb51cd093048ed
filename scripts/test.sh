#!/usr/bin/env bash
# Every check of `make test`, in order, each timed; a summary at the end. test.sh [STEP…] runs only those.
# A step that fails doesn't hide the later ones, except that nothing runs on a tree that doesn't compile.
set -uo pipefail
cd "$(dirname "$0")/.."
# Tests run in their crates' folders, so the way to the data sets must not depend on where one stands.
STAGECRAFT_SHARED=$(realpath -m "${STAGECRAFT_SHARED:-../shared}")
export STAGECRAFT_SHARED
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-auto}

steps=(setup fmt arrows web clippy compile rust browser hold)
chosen=("$@")
[ ${#chosen[@]} -gt 0 ] || chosen=("${steps[@]}")

step_setup() { scripts/setup.sh; }
step_fmt() { cargo fmt --all --check && cargo fmt --manifest-path bench/Cargo.toml --check; }
step_arrows() { python3 scripts/arrows.py; }
step_web() {
  make --no-print-directory web && (cd web && npm run check && npm run test && npm run size) && types_are_fresh
}
# A test of the server holds docs/openapi.json to the code; the page's types come from that file.
types_are_fresh() {
  local file=web/src/api/schema.gen.ts fresh
  fresh=$(mktemp) && (cd web && npx --no-install openapi-typescript ../docs/openapi.json -o "$fresh" >/dev/null) || return 1
  if ! cmp -s "$fresh" "$file"; then
    echo "$file is stale: run make openapi and commit the result." >&2
    rm "$fresh"
    return 1
  fi
  rm "$fresh"
}
step_clippy() { cargo clippy --workspace --all-targets -- -D warnings; }
# Binaries and tests in one go: they share features, so nothing is built twice.
step_compile() { cargo build --workspace --bins --tests; }
step_rust() {
  local url
  url=$(scripts/postgres.sh start) || return 1
  # The same cases in every run: what is random belongs to make soak.
  TEST_POSTGRES_URL=$url PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-20261122} cargo nextest run --workspace --no-fail-fast
  local rc=$?
  scripts/postgres.sh stop
  return $rc
}
step_browser() {
  (cd e2e && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund; } && npm test)
}
step_hold() { scripts/hold.sh; }

summary=()
failed=0
for step in "${chosen[@]}"; do
  echo "=== $step"
  began=$SECONDS
  if "step_$step" </dev/null; then
    result=ok
  else
    result=FAILED
    failed=1
  fi
  summary+=("$(printf '%-8s %5d s  %s' "$step" $((SECONDS - began)) "$result")")
  case "$step:$result" in setup:FAILED | compile:FAILED) summary+=("stopped here: the later steps need this one"); break ;; esac
done

[ -d "$STAGECRAFT_SHARED" ] || summary+=("SKIPPED inside the steps: what needs the data sets, $STAGECRAFT_SHARED isn't there")
echo
echo "=== summary ($SECONDS s)"
printf '%s\n' "${summary[@]}"
if [ $failed -ne 0 ]; then echo "FAILED"; else echo "ok"; fi
exit $failed
