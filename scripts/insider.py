"""Attacks on how people work together: mentions, leads, files, calendars, links, figures; and floods of HTTP/2. Run by payloads.py."""
import concurrent.futures
import csv
import io
import json
import socket
import struct
import time

from company import CANARY, random_id
from stage import API, Client

HEADER = ("Bcc:", "MAIL FROM", "Content-Type:", "BEGIN:VALARM", "ATTACH", "Set-Cookie")


def mail(a, p, value):
    """What goes into the head of a letter or into a calendar is refused, or stands there as text on its own line."""
    text = value.decode()
    for kind, body in (("users", {"name": "x", "role": a.company.admin.get("/roles", limit=1).json["data"][0]["id"]}), ("contacts", {"name": "x"}), ("leads", {"name": "x"})):
        client = a.company.admin if kind == "users" else a.rep
        a.refused(f"{p['id']} as address of {kind}", client.call("POST", f"/{kind}", {**body, "email": text}), (422,), sent=text)
    answer = a.sane(f"{p['id']} as a name", a.rep.call("POST", "/contacts", {"name": text}), sent=text)
    if answer.status == 201:
        a.checks.that(not any(c in answer.json["name"] for c in "\r\n\0"), f"{p['id']}: a name has two lines: {answer}")
    today = a.rep.get("/me").json["today"]
    a.rep.call("POST", "/tasks", {"title": text, "description": f"{text}\r\nBEGIN:VALARM\r\n{text}", "due_on": today})
    calendar_stands(a, p["id"])


def calendar_stands(a, id_):
    """The feed of `rep_a`, line by line."""
    secret = a.signed_in("rep_a")
    path = secret.call("POST", "/me/calendar").json["path"]
    answer = Client(a.server.port).call("GET", path)
    lines = answer.body.decode().replace("\r\n ", "").split("\r\n")
    a.checks.that(answer.status == 200 and lines[0] == "BEGIN:VCALENDAR" and len(lines) > 8, f"{id_}: the feed: {answer}")
    a.checks.that(not any(line.startswith(HEADER) or "\r" in line or "\n" in line for line in lines), f"{id_}: a line of its own in the feed: {lines}")
    secret.call("DELETE", "/me/calendar")
    ended = Client(a.server.port).call("GET", path)
    a.checks.that(ended.status == 404, f"{id_}: a feed that was ended: {ended}")


def rich(a, p, value):
    """There is no rich text: what looks like it stays what was written."""
    text = value.decode()
    a.literal(p["id"], "notes", {"body": text, "account": a.own["accounts"]}, "body", text)


def mention(a):
    """Who may not see a record isn't told of it."""
    text = f"@[x]({a.company.ids['rep_b']}) {CANARY}secret"
    answer = a.rep.call("POST", "/notes", {"body": text, "opportunity": a.own["opportunities"]})
    a.refused("access.notification_leak", answer, (422,), sent=text)
    told = a.sane("access.notification_leak", a.other.get("/notices"), foreign=True)
    a.checks.that(told.status == 200 and not told.json["data"], f"access.notification_leak: {told}")
    # A task given to them is theirs; what it is about isn't.
    task = a.company.admin.call("POST", "/tasks", {"title": "call back", "owner": a.company.ids["rep_b"], "opportunity": a.own["opportunities"]})
    for path in ("/notices", "/today", f"/tasks/{task.json['id']}", f"/tasks/{task.json['id']}/timeline"):
        answer = a.sane(f"access.notification_leak {path}", a.other.get(path), foreign=True)
        a.checks.that(answer.status == 200 and a.own["opportunities"] not in answer.body.decode(), f"access.notification_leak {path}: {answer}")


def last_seat(a):
    """Fifty who convert the same lead at once: one does."""
    lead = a.rep.call("POST", "/leads", {"name": "Ready", "phone": "13900139000", "company": "Ready Instruments", "need": "planning takes two days a week by hand"}).json
    a.rep.call("POST", f"/leads/{lead['id']}/log", {"kind": "call", "reached": "connected", "outcome": "advance", "body": "twenty minutes"})
    for step in ("lead_fit", "lead_agreed"):
        a.rep.call("POST", f"/leads/{lead['id']}/steps/{step}/complete", {})
    tokens = [a.rep.token, a.company.tokens["mgr_a"]]
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda n: Client(a.server.port, tokens[n % 2]).call("POST", f"/leads/{lead['id']}/convert", {}), range(50)))
    statuses = [x.status for x in answers]
    a.checks.that(statuses.count(200) == 1 and statuses.count(409) == 49, f"race.last_seat: {sorted(set(statuses))}, {statuses.count(200)} won: {answers[0]}")
    made = a.rep.get("/accounts", filter={"field": "name", "op": "eq", "value": "Ready Instruments"})
    a.checks.that(len(made.json["data"]) == 1, f"race.last_seat made {len(made.json['data'])} accounts")


def reset_host(a):
    """A link says where on this server it leads, never on which: the page that shows it knows."""
    admin, user = a.signed_in("admin@demo.example", "stagecraft-demo"), a.company.ids["rep_b"]
    for header in ("Host", "X-Forwarded-Host", "Forwarded", "X-Original-Host"):
        answer = admin.call("POST", f"/users/{user}/invitation", {}, {header: "127.0.0.1:18999"})
        a.sane(f"auth.reset_host {header}", answer)
        if answer.status == 201:
            a.checks.that(answer.json["path"].startswith("/join/") and b"18999" not in answer.body, f"auth.reset_host {header}: {answer}")


def links(a):
    """A link is good once, and nobody finds one by trying."""
    a.company.user("linked", "rep", a.company.admin.get("/teams", limit=1).json["data"][0]["id"])
    admin, user = a.signed_in("admin@demo.example", "stagecraft-demo"), a.company.ids["linked"]
    first = admin.call("POST", f"/users/{user}/invitation").json["path"]
    second = admin.call("POST", f"/users/{user}/invitation").json["path"]
    stranger = a.server.stranger()
    unknown = stranger.call("GET", "/join/" + "A" * 43)
    replaced = stranger.call("GET", first)
    a.checks.that(replaced.status == 404 and replaced.body == unknown.body, f"insider.links: a link that was replaced: {replaced}")
    for name in ("x\r\nBcc: a@b.c", "", "x" * 60_000, "\u0000", {"$ne": ""}):
        a.refused("insider.links name", stranger.call("POST", second, {"name": name, "password": "another battery 77"}), (413, 422))
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: a.server.stranger().call("POST", second, {"password": "another battery 77"}), range(10)))
    statuses = sorted(x.status for x in answers)
    a.checks.that(sum(s < 300 for s in statuses) == 1, f"insider.links: used at once: {statuses}")
    again = stranger.call("POST", second, {"password": "a third battery 77"})
    a.checks.that(again.status == 404 and again.body == unknown.body, f"insider.links: used again: {again}")
    tries = [stranger.call("GET", f"/join/{n:043}").status for n in range(110)]
    a.checks.that(429 in tries and 200 not in tries, f"insider.links: tries are not limited: {sorted(set(tries))}")


def formulas(a):
    """Refused rows come back as a file in which no cell is a formula."""
    cells = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "=HYPERLINK(\"http://127.0.0.1:18999\")"]
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["姓名", "邮箱", "=备注"])
    for cell in cells:
        rows.writerow([cell, cell, cell])
    answer = a.rep.call("POST", "/imports?object=leads&map=name,email,", raw=file.getvalue().encode(), headers={"Content-Type": "text/csv"})
    if not a.checks.that(answer.status == 200 and answer.json["refused"], f"insider.formulas: {answer}"):
        return
    for row in csv.reader(io.StringIO(answer.json["refused"].lstrip("\ufeff"))):
        bad = [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")]
        a.checks.that(not bad, f"insider.formulas: {bad}")


def figures(a):
    """Figures of the dashboard, win rates and sums hold nothing of deals that one doesn't see."""
    team = a.company.admin.get(f"/users/{a.company.ids['rep_a']}").json["team"]["id"]
    for path in ("/insights/dashboard", f"/insights/dashboard?team={team}", "/insights/dashboard?period=this_year", "/insights/win_rate?group=owner"):
        answer = a.sane(f"insider.figures {path}", a.other.get(path), foreign=True)
        a.checks.that(answer.status in (200, 404) and b"77777" not in answer.body and b"rep_a" not in answer.body, f"insider.figures {path}: {answer}")
    for measure in ("sum:amount", "max:amount", "median:amount", "count"):
        for filter_ in ({"field": "account.name", "op": "contains", "value": CANARY}, {"field": "owner", "op": "eq", "value": a.company.ids["rep_a"]},
                        {"exists": {"path": "stakeholders", "where": {"field": "contact.name", "op": "contains", "value": CANARY}}}):
            answer = a.other.call("POST", "/opportunities/aggregate", {"filter": filter_, "measures": [measure, "count"]})
            a.checks.that(answer.status == 200 and sum(row["count"] for row in answer.json["rows"]) == 0, f"insider.figures {measure} {filter_}: {answer}")


def large_files(a):
    """Files that never come whole take their places for a while only, and nobody else's."""
    head = f"POST {API}/imports/preview?object=leads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {a.rep.token}\r\nContent-Type: text/csv\r\nContent-Length: 40000000\r\n\r\n"
    held = []
    for _ in range(4):
        s = socket.create_connection(("127.0.0.1", a.server.port))
        s.sendall(head.encode() + b"name\n")
        held.append(s)
    time.sleep(1)
    fifth = socket.create_connection(("127.0.0.1", a.server.port))
    fifth.settimeout(12)
    fifth.sendall(head.encode() + b"name\n")
    answer = fifth.recv(400)
    a.checks.that(b" 429 " in answer, f"insider.large_files: a fifth is answered {answer[:120]}")
    small = a.rep.call("POST", "/imports/preview?object=leads", raw="name\nSmall\n".encode(), headers={"Content-Type": "text/csv"})
    a.checks.that(small.status == 200, f"insider.large_files: a small one beside them: {small}")
    for s in (*held, fifth):
        s.close()
    time.sleep(1)
    big = b"name,phone\n" + b"".join(b"%080d,139%08d\n" % (n, n) for n in range(15_000))
    answer = Client(a.server.port, a.rep.token, timeout=120).call("POST", "/imports/preview?object=leads", raw=big, headers={"Content-Type": "text/csv"})
    a.checks.that(answer.status == 200, f"insider.large_files: places are not given back: {answer}")


def heavy(a):
    """Much of everything is refused or done in no time."""
    long = {"one line": "张伟 138 0013 8000 " * 40_000, "lines": "a@b.example\n" * 70_000, "commas": "," * 900_000, "words": "x " * 450_000,
            "colons": "电话：" * 90_000, "blank": "\n\n" * 400_000, "brackets": "@[" * 400_000, "marks": "a\u0301" * 200_000}
    for name, text in long.items():
        # Within what a body may be.
        while len(json.dumps(text)) > 1_000_000:
            text = text[:-len(text) // 10]
        for path, body in (("/leads/recognise", {"text": text}), ("/leads/duplicates", {key: text[:len(text) // 4] for key in ("name", "company", "phone", "email")}),
                           ("/notes", {"body": text, "account": a.own["accounts"]})):
            answer = a.rep.call("POST", path, body)
            a.sane(f"insider.heavy {name} {path}", answer)
    rep = a.server.client(a.rep.token)
    for path in (f"/search?q={'%20'.join('abcdefgh')}", "/search?q=" + "a" * 3000, "/leads?q=" + "%20".join(str(n) for n in range(900))):
        a.sane(f"insider.heavy {path[:40]}", rep.call("GET", path))


def handed_out(a):
    """Giving out leads by rule is for open leads that one may change."""
    rule = a.company.made("assignment_rules", {"name": "insider", "person": a.company.ids["rep_b"]})
    for who, expected in (("rep_b", (404,)), ("mgr_b", (404,)), ("ro_api", (403,))):
        answer = a.company.client(who).call("POST", f"/leads/{a.own['leads']}/assign", {})
        a.refused(f"insider.handed_out {who}", answer, expected, foreign=True)
    a.company.admin.call("DELETE", f"/assignment_rules/{rule}", headers={"If-Match": '"1"'})
    for verb, body in (("convert", {}), ("undo_conversion", {}), ("disqualify", {"reason": "no_need"}), ("reopen", {"reason": "a mistake of mine"})):
        answers = [a.other.call("POST", f"/leads/{id_}/{verb}", body) for id_ in (a.own["leads"], random_id())]
        a.checks.that(answers[0].status == 404 and answers[0].body == answers[1].body, f"insider.handed_out {verb}: {answers}")
    mine = a.other.call("POST", "/leads", {"name": "mine", "phone": "13900139001"}).json["id"]
    for member in ("account", "contact"):
        answers = [a.other.call("POST", f"/leads/{mine}/convert", {member: id_}) for id_ in (a.own[f"{member}s"], random_id())]
        a.checks.that(answers[0].status >= 400 and answers[0].body == answers[1].body, f"insider.handed_out {member}: {answers}")


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def h2_flood(a):
    """HTTP/2 streams opened and taken back at once, and a head that never ends: the connection goes, the memory stays."""
    def memory():
        with open(f"/proc/{a.server.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) // 1024
    head = b"\x82\x86\x84\x41\x01x"
    def resets():
        for n in range(10_000):
            yield frame(1, 5, 2 * n + 1, head) + frame(3, 0, 2 * n + 1, struct.pack(">I", 8))
    def endless():
        yield frame(1, 1, 1, head)
        for _ in range(60_000):
            yield frame(9, 0, 1, b"\x00\x01a\x7f" + b"\x81\x06" + b"b" * 261)
    before = memory()
    for name, frames in (("reset", resets), ("continuation", endless)):
        s = socket.create_connection(("127.0.0.1", a.server.port))
        s.settimeout(10)
        ended = False
        try:
            s.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0))
            for some in frames():
                s.sendall(some)
            while True:
                if s.recv(65536) == b"":
                    ended = True
                    break
        except (ConnectionError, BrokenPipeError):
            ended = True
        except OSError:
            pass
        s.close()
        answer = a.rep.get("/me")
        a.checks.that(ended, f"header.h2_reset {name}: the connection stays")
        a.checks.that(answer.status == 200 and answer.seconds < 1, f"header.h2_reset {name}: others wait {answer.seconds:.2f} s: {answer}")
    a.checks.that(memory() - before <= 50, f"header.h2_reset: {before} MiB before, {memory()} after")


FLOWS = {
    "access.notification_leak": mention, "race.last_seat": last_seat, "auth.reset_host": reset_host, "header.h2_reset": h2_flood,
}
# What the corpus has no line for.
OWN = {"insider.links": links, "insider.formulas": formulas, "insider.figures": figures, "insider.large_files": large_files, "insider.heavy": heavy,
       "insider.handed_out": handed_out}
