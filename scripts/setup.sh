#!/usr/bin/env bash
# Makes sure that what the tests need is on this machine: setup.sh [postgres] [browser] [nextest] [python]; all without arguments.
# Debian packages are installed when we are root; otherwise a message says what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

apt_updated=
install_packages() { # why packages…
  local why=$1
  shift
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "$why is missing. On Debian or Ubuntu: sudo apt-get install $*" >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  if [ -z "$apt_updated" ]; then apt-get update -qq; apt_updated=1; fi
  apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

has_postgres() { # 15 or newer
  local dir major
  for dir in "$(dirname "$(command -v initdb || echo /nowhere/x)")" /usr/lib/postgresql/*/bin; do
    [ -x "$dir/initdb" ] || continue
    major=$("$dir/initdb" --version | grep -oE '[0-9]+' | head -n 1)
    [ "$major" -ge 15 ] && return 0
  done
  return 1
}

setup_postgres() {
  has_postgres && return
  # The tests run their own cluster as an ordinary user; the package need not start one.
  if [ "$(id -u)" -eq 0 ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  fi
  install_packages "PostgreSQL 15 or newer" postgresql
  has_postgres || { echo "The distribution's PostgreSQL is older than 15; install a newer one and run again." >&2; exit 1; }
}

setup_browser() {
  command -v chromium >/dev/null || [ -x "${CHROMIUM:-/nowhere}" ] || install_packages "Chromium (or set CHROMIUM to its path)" chromium
  # Without Chinese glyphs the pictures are empty boxes.
  fc-list :lang=zh 2>/dev/null | grep -q . || install_packages "A Chinese font" fonts-noto-cjk fontconfig
}

setup_nextest() {
  cargo nextest --version >/dev/null 2>&1 || cargo install cargo-nextest --locked
}

setup_python() { # schemathesis and a mail server, in an environment of their own
  local venv=${CARGO_TARGET_DIR:-target}/python
  [ -x "$venv/bin/st" ] && [ -x "$venv/bin/aiosmtpd" ] && return
  rm -rf "$venv"
  if ! python3 -m venv "$venv" 2>/dev/null; then
    rm -rf "$venv"
    install_packages "The venv module of Python" python3-venv
    python3 -m venv "$venv"
  fi
  "$venv/bin/pip" install --quiet --disable-pip-version-check 'schemathesis==4.32.5' 'aiosmtpd==1.4.6'
}

[ $# -gt 0 ] || set -- postgres browser nextest python
for part in "$@"; do "setup_$part"; done
