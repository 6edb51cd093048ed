# What one does with this repository. `make help` lists it.
# Everything is built with the dev profile except `make build`, `make bench`: tests, lints and `make run` share artefacts.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

TARGET := $(or $(CARGO_TARGET_DIR),target)
LISTEN ?= 127.0.0.1:8080
DATA ?= data
# Cases of each property test under `make soak`; `make test` uses what the tests say.
SOAK_CASES ?= 100000
WEB_SOURCES := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' 2>/dev/null)

.PHONY: help run test build bench soak fmt lint web openapi hold pictures

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: web ## build, then serve the sample company on 127.0.0.1:8080 (LISTEN=…, DATA=…)
	@command -v cargo >/dev/null || { echo "Rust is missing: install it from https://rustup.rs and run make again." >&2; exit 1; }
	@cargo build --bin stagecraft
	@exec $(TARGET)/debug/stagecraft demo --data $(DATA) --listen $(LISTEN)

test: ## everything that must hold: format, lints, arrows, tests on both databases, browser, attacks
	@scripts/test.sh

build: web ## the release binary with the page inside, at target/release/stagecraft
	@cargo build --release --bin stagecraft

bench: build ## measure against the limits of this machine, into bench/RESULTS.md (ARGS="--only list,create --rows 100000")
	@bench/run.sh $(ARGS)

soak: ## property tests with 100,000 cases each, and 100 rounds of kill -9
	@scripts/setup.sh postgres nextest
	@trap 'scripts/postgres.sh stop' EXIT; url=$$(scripts/postgres.sh start); \
	  TEST_POSTGRES_URL=$$url PROPTEST_CASES=$(SOAK_CASES) \
	  cargo nextest run --workspace --no-fail-fast
	@cargo build --bin stagecraft
	@python3 scripts/crash.py 100

hold: ## kill -9, full disk, second server, rights matrix, payloads, random requests (part of make test)
	@cargo build --bin stagecraft
	@scripts/hold.sh

# The pages that the README shows.
PICTURES := today opportunities board opportunities-record dashboard sop-chart

pictures: ## the README's pictures, as the browser tests take them
	@cargo build --bin stagecraft
	@cd e2e && E2E_VIEWS=all node --test --test-name-pattern='every page is sound: (desktop|phone)-(zh|en)-light' tests/pages.test.mjs
	@mkdir -p docs/pictures
	@for page in $(PICTURES); do for lang in zh en; do \
	  cp e2e/shots/$$page-desktop-$$lang-light.png docs/pictures/$$page-$$lang.png; done; done
	@for lang in zh en; do cp e2e/shots/opportunities-record-phone-$$lang-light.png docs/pictures/phone-$$lang.png; done

fmt: ## format Rust and TypeScript
	@cargo fmt --all
	@cargo fmt --manifest-path bench/Cargo.toml
	@if [ -f web/package.json ]; then cd web && npx --no-install biome check --write .; fi

lint: ## formatting, clippy, arrows, types of the page
	@scripts/test.sh fmt arrows web clippy

openapi: web/node_modules/.package-lock.json ## write docs/openapi.json and the page's types from the code
	@UPDATE_OPENAPI=1 cargo nextest run -p server openapi
	@cd web && npm run types

ifneq ($(wildcard web/package.json),)
web: web/dist/index.html
else
web:
endif

# npm leaves this file when it is done, so the packages are installed again only when the lock changed.
web/node_modules/.package-lock.json: web/package-lock.json
	@command -v npm >/dev/null || { echo "Node.js 20 or newer is missing: install it from https://nodejs.org and run make again." >&2; exit 1; }
	@cd web && npm ci --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	@cd web && npm run build
	@touch $@
