#!/usr/bin/env python3
"""A backup taken while many write, restored and compared table by table; a flipped bit is found; nothing is overwritten."""
import hashlib
import json
import pathlib
import random
import sqlite3
import sys
import tempfile
import threading

from stage import BINARY, Checks, Server
import subprocess

WRITERS = 4


def tables(database):
    """The hash of every table's rows, as this script sees them."""
    found = {}
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    connection.text_factory = bytes
    names = [name.decode() for name, sql in connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
             if not sql.upper().startswith(b"CREATE VIRTUAL")]
    for name in names:
        rows = sorted(repr(row) for row in connection.execute(f'SELECT * FROM "{name}"'))
        found[name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    connection.close()
    return found


def stagecraft(*words):
    return subprocess.run([BINARY, *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)


class Writer(threading.Thread):
    """Makes accounts until it is told to end."""

    def __init__(self, server, token, tag):
        super().__init__(daemon=True)
        self.client, self.tag, self.made, self.over, self.refusal = server.client(token), tag, 0, threading.Event(), None

    def run(self):
        while not self.over.is_set():
            answer = self.client.call("POST", "/accounts", {"name": f"{self.tag}-{self.made}"})
            if answer.status != 201:
                self.refusal = repr(answer)
                return
            self.made += 1


def main():
    checks = Checks("backup")
    with tempfile.TemporaryDirectory(prefix="stagecraft-backup-") as place:
        place = pathlib.Path(place)
        with Server() as server:
            token = server.token(next(u["email"] for u in server.users() if u["role"] == "admin" and u["active"]))
            writers = [Writer(server, token, f"backup-{i}") for i in range(WRITERS)]
            for writer in writers:
                writer.start()
            busy = place / "busy.backup"
            done = server.cli("backup", busy, check=False)
            checks.that(done.returncode == 0, f"a backup while others write: {done.stdout}{done.stderr}")
            for writer in writers:
                writer.over.set()
                writer.join(30)
                checks.that(writer.refusal is None, f"a write during the backup was refused: {writer.refusal}")
            done = stagecraft("restore", busy, "--data", place / "busy", "--verify")
            checks.that(done.returncode == 0, f"the backup of the busy server: {done.stdout}{done.stderr}")

            server.stop()
            quiet = place / "quiet.backup"
            done = server.cli("backup", quiet, check=False)
            checks.that(done.returncode == 0, f"a backup without a server: {done.stdout}{done.stderr}")
            again = server.cli("backup", quiet, check=False)
            checks.that(again.returncode != 0 and quiet.exists(), "a backup was overwritten")
            done = stagecraft("restore", quiet, "--data", place / "verified", "--verify")
            checks.that(done.returncode == 0, f"the restored data: {done.stdout}{done.stderr}")
            # Compared before a program works on them: a check seals the journal.
            done = stagecraft("restore", quiet, "--data", place / "quiet")
            checks.that(done.returncode == 0, f"a plain restore: {done.stdout}{done.stderr}")
            there, here = tables(server.data / "stagecraft.db"), tables(place / "quiet" / "stagecraft.db")
            checks.that(set(there) == set(here) and len(here) > 20, f"tables differ: {set(there) ^ set(here)}")
            for name, rows in there.items():
                checks.that(here.get(name) == rows, f"{name}: {rows} there, {here.get(name)} restored")
            made = sum(writer.made for writer in writers)
            checks.that(made > 0 and sum(rows for rows, _ in there.values()) > made, "nobody wrote: this proves nothing")

            over = stagecraft("restore", busy, "--data", place / "quiet")
            checks.that(over.returncode != 0, "a restore went over data that was there")
            checks.that(tables(place / "quiet" / "stagecraft.db") == here, "a refused restore changed the data")

        good = quiet.read_bytes()
        chance = random.Random(20261122)
        for number, at in enumerate([0, 30, 200, len(good) - 1, *(chance.randrange(len(good)) for _ in range(16))]):
            bad = bytearray(good)
            bad[at] ^= 1 << chance.randrange(8)
            file, into = place / f"bad-{number}", place / f"into-{number}"
            file.write_bytes(bad)
            done = stagecraft("restore", file, "--data", into)
            checks.that(done.returncode != 0, f"the flipped bit at {at} was not found")
            checks.that(len(done.stderr.strip()) > 20 and "panicked" not in done.stderr, f"it doesn't say what is wrong: {done.stderr!r}")
            checks.that(not (into / "stagecraft.db").exists(), f"damaged data was restored from {at}")
            file.unlink()
        (place / "short").write_bytes(good[:-4096])
        checks.that(stagecraft("restore", place / "short", "--data", place / "into").returncode != 0, "a missing end was not found")

        with Server(data=place / "busy") as server:
            names = server.admin().get("/accounts", filter={"field": "name", "op": "starts_with", "value": "backup-"}, limit=200)
            checks.that(names.status == 200 and len(json.dumps(names.json)) > 2, f"a server on restored data: {names}")
    done = stagecraft("backup", "/tmp/never.backup", "--database", "postgres://nobody@127.0.0.1/none")
    checks.that(done.returncode != 0 and "pg_dump" in done.stderr, f"PostgreSQL isn't told about pg_dump: {done.stderr}")
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
