#!/bin/sh
# A throw-away PostgreSQL cluster for tests: `scripts/postgres.sh start|stop|url`.
#
# It lives under $STAGECRAFT_PG_DIR (default target/pg), on a free loopback port, without fsync, and is started as an
# ordinary user (PostgreSQL refuses root). `start` prints the address, does nothing if the cluster is up already, and
# replaces a cluster that is broken. Point tests at it with TEST_POSTGRES_URL. $STAGECRAFT_PG_OPTIONS overrides its settings.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
dir=${STAGECRAFT_PG_DIR:-$root/target/pg}
user=stagecraft

fail() { echo "postgres.sh: $*" >&2; exit 1; }

bin=
for candidate in "${STAGECRAFT_PG_BIN:-}" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin; do
  if [ -n "$candidate" ] && [ -x "$candidate/initdb" ]; then bin=$candidate; fi
done
if [ -z "$bin" ] && command -v initdb >/dev/null 2>&1; then bin=$(dirname "$(command -v initdb)"); fi
[ -n "$bin" ] || fail "PostgreSQL 15 or later isn't installed: apt-get install postgresql, or set STAGECRAFT_PG_BIN"

# Root hands the cluster to an ordinary user; everybody else is that user already.
if [ "$(id -u)" = 0 ]; then
  owner=$(id -un postgres 2>/dev/null || true)
  if [ -z "$owner" ]; then
    owner=stagecraft
    id -u "$owner" >/dev/null 2>&1 || useradd --system --no-create-home --shell /bin/sh "$owner"
  fi
  # The cluster's user must be able to reach the directory, which lies under root's own tree.
  as() { setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups "$@"; }
  reachable() { as test -x "$1"; }
  mkdir -p "$dir"
  if ! reachable "$dir"; then
    real=/var/tmp/stagecraft-pg-$(printf %s "$dir" | cksum | cut -d' ' -f1)
    mkdir -p "$real"
    echo "$real" > "$dir/elsewhere"
    dir=$real
  fi
  chown "$owner" "$dir"
else
  as() { "$@"; }
  mkdir -p "$dir"
fi

data=$dir/data
cd /

running() { [ -f "$data/postmaster.pid" ] && as "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; }
url() { echo "postgres://$user@127.0.0.1:$(sed -n 4p "$data/postmaster.pid")/postgres"; }

free_port() {
  port=$((20000 + $$ % 20000))
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || grep -qi "$(printf ':%04X ' "$port")" /proc/net/tcp 2>/dev/null; do
    port=$((port + 1))
  done
  echo "$port"
}

case "${1:-}" in
start)
  if ! running; then
    if [ ! -f "$data/ready" ]; then
      rm -rf "$data"
      as "$bin/initdb" -D "$data" -U "$user" -A trust -E UTF8 --locale=C >"$dir/initdb.log" 2>&1 \
        || fail "initdb failed: see $dir/initdb.log"
      as touch "$data/ready"
    fi
    as "$bin/pg_ctl" -D "$data" -w -t 60 -l "$data/server.log" -o "-p $(free_port) -h 127.0.0.1 -k '' \
      -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 -c shared_buffers=64MB \
      -c max_wal_size=256MB -c autovacuum=on ${STAGECRAFT_PG_OPTIONS:-}" start >/dev/null || fail "it did not start: see $data/server.log"
  fi
  url
  ;;
stop)
  if running; then as "$bin/pg_ctl" -D "$data" -m immediate -w stop >/dev/null; fi
  ;;
url)
  running || fail "it isn't running: scripts/postgres.sh start"
  url
  ;;
*) fail "usage: postgres.sh start|stop|url" ;;
esac
