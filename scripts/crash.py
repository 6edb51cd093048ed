#!/usr/bin/env python3
"""kill -9 during 32 writers, again and again: no acknowledged write may be lost, none doubled, and it starts within 2 s.
crash.py [ROUNDS]   10 rounds unless told otherwise"""
import random
import sys
import threading
import time
import uuid

from stage import Checks, Server

WRITERS = 32
START_SECONDS = 2.0


class Writer(threading.Thread):
    """Creates accounts and changes them, and remembers exactly what was acknowledged."""

    def __init__(self, server, token, tag):
        super().__init__(daemon=True)
        self.client, self.tag = server.client(token), tag
        self.created = {}       # key of the create → (id, name)
        self.changed = {}       # id → (version, website) of the last acknowledged change
        self.pending = []       # (key, name) sent, not acknowledged
        self.unsure = {}        # id → website of a change sent, not acknowledged
        self.refusal = None
        self.over = threading.Event()

    def run(self):
        try:
            number = 0
            while not self.over.is_set():
                number += 1
                self.create(f"{self.tag}-{number}")
        except (OSError, ValueError):
            pass
        except Exception as error:  # http.client has its own exceptions for a connection that breaks off
            if type(error).__module__ != "http.client":
                self.refusal = repr(error)

    def create(self, name):
        key = str(uuid.uuid4())
        self.pending.append((key, name))
        answer = self.client.call("POST", "/accounts", {"name": name}, {"Idempotency-Key": key})
        if answer.status != 201:
            self.refusal = repr(answer)
            self.over.set()
            return
        self.pending.pop()
        record = answer.json
        self.created[key] = (record["id"], name)
        website = f"https://{name}.example"
        self.unsure[record["id"]] = website
        answer = self.client.call("PATCH", f"/accounts/{record['id']}", {"website": website},
                                  {"If-Match": f'"{record["version"]}"', "Idempotency-Key": str(uuid.uuid4())})
        if answer.status != 200:
            self.refusal = repr(answer)
            self.over.set()
            return
        del self.unsure[record["id"]]
        self.changed[record["id"]] = (answer.json["version"], website)


def found(client, tag):
    """Every account of this round by name, read page by page."""
    names, cursor = [], None
    while True:
        query = {"filter": {"field": "name", "op": "starts_with", "value": tag + "-"}, "limit": 200, "fields": "name"}
        if cursor:
            query["cursor"] = cursor
        answer = client.get("/accounts", **query)
        if answer.status != 200:
            raise SystemExit(f"the list after a restart answered {answer}")
        names += [row["name"] for row in answer.json["data"]]
        cursor = answer.json["next_cursor"]
        if not cursor:
            return names


def round_(server, token, number, checks):
    tag = f"crash-{number}"
    writers = [Writer(server, token, f"{tag}-{i}") for i in range(WRITERS)]
    for writer in writers:
        writer.start()
    time.sleep(random.uniform(0.3, 1.5))
    server.kill()
    for writer in writers:
        writer.over.set()
        writer.join(30)
        checks.that(writer.refusal is None, f"round {number}: a write was refused: {writer.refusal}")
    took = server.start()
    checks.that(took <= START_SECONDS, f"round {number}: the start took {took:.2f} s")

    client = server.client(token)
    for writer in writers:
        for id_, name in writer.created.values():
            answer = client.get(f"/accounts/{id_}")
            if not checks.that(answer.status == 200 and answer.json["name"] == name, f"round {number}: {name} was acknowledged and is lost: {answer}"):
                continue
            if id_ in writer.changed:
                version, website = writer.changed[id_]
                checks.that((answer.json["version"], answer.json["website"]) == (version, website), f"round {number}: a change of {name} is lost: {answer}")
            elif id_ in writer.unsure:
                checks.that(answer.json["website"] in (None, writer.unsure[id_]), f"round {number}: {name} is torn: {answer}")
        # What wasn't acknowledged is sent again under its key, as a careful client does; so is something that was.
        again = writer.pending + [(key, name) for key, (_, name) in list(writer.created.items())[-1:]]
        for key, name in again:
            answer = client.call("POST", "/accounts", {"name": name}, {"Idempotency-Key": key})
            checks.that(answer.status == 201, f"round {number}: {name} sent again: {answer}")
            known = writer.created.get(key)
            checks.that(known is None or known[0] == (answer.json or {}).get("id"), f"round {number}: {name} sent again gave another record")

    names = found(client, tag)
    expected = {name for w in writers for _, name in w.created.values()} | {name for w in writers for _, name in w.pending}
    checks.that(len(names) == len(set(names)), f"round {number}: {len(names) - len(set(names))} records are doubled")
    checks.that(set(names) == expected, f"round {number}: {len(expected ^ set(names))} records too many or too few")
    acknowledged = sum(len(w.created) + len(w.changed) for w in writers)
    print(f"round {number}: {acknowledged} acknowledged writes, {sum(len(w.pending) for w in writers)} open ones, start {took:.2f} s", flush=True)
    return acknowledged


def main(rounds):
    checks = Checks("crash")
    with Server() as server:
        email = next(user["email"] for user in server.users() if user["role"] == "admin" and user["active"])
        token = server.token(email)
        total = sum(round_(server, token, number, checks) for number in range(1, rounds + 1))
        checks.that(total > rounds * WRITERS, f"only {total} writes were acknowledged: this proves nothing")
        server.stop()
        done = server.cli("check", check=False)
        checks.that(done.returncode == 0, f"stagecraft check after {rounds} crashes:\n{done.stdout}{done.stderr}")
    return checks.end()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
