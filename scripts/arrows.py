#!/usr/bin/env python3
"""Holds the shape of the code: which crate may use which, what rules may not touch, how long a file may be."""
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent

# cli → server → app → {store, sop, insight, records, kernel}; store → records → kernel; sop, insight → kernel, records; documents → kernel.
PURE = {"kernel": set(), "records": {"kernel"}, "sop": {"kernel", "records"}, "insight": {"kernel", "records"}, "documents": {"kernel"}}
STORE = {"records", "kernel"}
APP = STORE | set(PURE) | {"store"}
ALLOWED = {**PURE, "store": STORE, "app": APP, "server": APP | {"app"}, "cli": APP | {"app", "server"}}

# A pure crate has no input and no output.
IMPURE = {"axum", "tokio", "rusqlite", "postgres", "sea-query", "tower", "tower-http", "hyper", "tempfile"}
# HTTP stays above the use cases, SQL below them.
FORBIDDEN = {"store": {"axum", "tower", "tower-http"}, "app": {"rusqlite", "postgres", "sea-query"}, "server": {"rusqlite", "postgres", "sea-query"}}

MAX_LINES = 800
GENERATED = re.compile(r"(\.gen\.tsx?|\.d\.ts)$")
RULES_MAY_NOT = re.compile(r"^\s*(?:pub(?:\([^)]*\))?\s+)?use\s+(?:::)?(store|axum|server|rusqlite|postgres)\b|\b(store|axum|rusqlite|postgres)::")


def crates(faults):
    for manifest in sorted(ROOT.glob("crates/*/Cargo.toml")):
        data = tomllib.loads(manifest.read_text())
        name = data["package"]["name"]
        if name not in ALLOWED:
            faults.append(f"{manifest.relative_to(ROOT)}: crate {name} has no arrows; add it to scripts/arrows.py")
            continue
        own = set(data.get("dependencies", {}))
        for section in data.get("target", {}).values():
            own |= set(section.get("dependencies", {}))
        for dep in sorted(own & set(ALLOWED) - ALLOWED[name]):
            faults.append(f"{manifest.relative_to(ROOT)}: {name} must not use {dep} (arrows: ARCHITECTURE.md)")
        outside = FORBIDDEN.get(name, set()) | (IMPURE if name in PURE else set())
        for dep in sorted(own & outside):
            faults.append(f"{manifest.relative_to(ROOT)}: {name} must not use {dep}: it belongs to another layer")
        # Test helpers may come from anywhere that isn't above the crate itself.
        for dep in sorted(set(data.get("dev-dependencies", {})) & set(ALLOWED)):
            if name in ALLOWED.get(dep, set()) and dep not in ALLOWED[name]:
                faults.append(f"{manifest.relative_to(ROOT)}: the tests of {name} must not use {dep}, which is above it")


def rules(faults):
    for path in sorted(ROOT.glob("crates/app/src/**/rules.rs")) + sorted(ROOT.glob("crates/app/src/**/rules/*.rs")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if RULES_MAY_NOT.search(line.split("//")[0]):
                faults.append(f"{path.relative_to(ROOT)}:{number}: rules are pure; load in actions.rs and pass the values in")


def lengths(faults):
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "*.rs", "*.ts", "*.tsx"],
                            cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    for name in sorted(set(filter(None, listed))):
        path = ROOT / name
        if path.is_file() and not GENERATED.search(name):
            lines = path.read_text(errors="replace").count("\n")
            if lines > MAX_LINES:
                faults.append(f"{name}: {lines} lines, at most {MAX_LINES}; a file has one subject")


def main():
    faults = []
    crates(faults)
    rules(faults)
    lengths(faults)
    for fault in faults:
        print(fault)
    print("arrows hold" if not faults else f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
