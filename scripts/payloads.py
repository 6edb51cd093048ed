#!/usr/bin/env python3
"""The shared attack corpus against a fresh sample company: every payload that has a door here gets its right answer.
What has no door yet (files, mail, templates, webhooks, public pages) is counted as such."""
import collections
import json
import re
import sys
import urllib.parse

import attacks
import insider
from company import CANARY, PASSWORD, Company
from stage import SHARED, Checks, Server

CORPUS = SHARED / "security"
SECONDS = 2.0
LEAKS = re.compile(r"panicked at|rusqlite|sqlite error|SQLSTATE|syntax error|\bSELECT .* FROM |/crates/|\.rs:\d+|root:x:0")


class Attack:
    """The company, and what no answer may do whatever was sent."""

    def __init__(self, server, checks):
        self.server, self.checks = server, checks
        self.company = Company(server)
        self.rep = self.company.client("rep_a")
        self.other = self.company.client("rep_b")
        self.own = self.company.records

    def signed_in(self, who, password=PASSWORD):
        """Somebody with a session of their own: some things no token may do."""
        email = who if "@" in who else self.company.email(who)
        answer = self.server.stranger().call("POST", "/session", {"email": email, "password": password})
        return self.server.client(answer.headers["set-cookie"].split(";")[0].split("=", 1)[1])

    def sane(self, id_, answer, foreign=False, sent=""):
        """The corpus's own list of what must never happen. What was sent may be repeated in an answer."""
        text = answer.body.decode("utf-8", "replace")
        if sent:
            text = text.replace(sent, "").replace(json.dumps(sent)[1:-1], "")
        self.checks.that(answer.status < 500 or answer.status == 507, f"{id_}: {answer}")
        self.checks.that(answer.seconds < SECONDS, f"{id_}: took {answer.seconds:.1f} s")
        self.checks.that(not LEAKS.search(text), f"{id_}: shows its inside: {answer}")
        if foreign:
            self.checks.that(CANARY not in text, f"{id_}: shows a record that the asker may not see")
        # A head that is too long is refused before there is a request to answer.
        if answer.status >= 400 and answer.status not in (414, 431):
            self.checks.that(answer.headers.get("content-type", "").startswith("application/problem+json"), f"{id_}: {answer} isn't problem+json")
        return answer

    def refused(self, id_, answer, statuses=(400, 413, 415, 422), foreign=False, sent=""):
        self.sane(id_, answer, foreign, sent)
        return self.checks.that(answer.status in statuses, f"{id_}: {answer}")

    def literal(self, id_, kind, body, field, text):
        """The text is stored and comes back exactly."""
        answer = self.sane(id_, self.rep.call("POST", f"/{kind}", body))
        if not self.checks.that(answer.status == 201, f"{id_}: {answer}"):
            return
        back = self.sane(id_, self.rep.get(f"/{kind}/{answer.json['id']}"))
        self.checks.that(back.json.get(field) == text, f"{id_}: {field} came back as {back.json.get(field)!r}")
        self.checks.that(back.headers.get("content-type", "").startswith("application/json"), f"{id_}: {back.headers}")
        self.checks.that(back.headers.get("x-content-type-options") == "nosniff", f"{id_}: no nosniff")


def xss_text(a, p, value):
    text = value.decode()
    a.literal(p["id"], "contacts", {"name": text}, "name", text)
    a.literal(p["id"], "accounts", {"name": text}, "name", text)
    a.literal(p["id"], "notes", {"body": text, "opportunity": a.own["opportunities"]}, "body", text)


def sqli_identifier(a, p, value):
    text = value.decode()
    one = {"field": text, "op": "eq", "value": "x"}
    answers = {
        "sort": a.rep.get("/contacts", sort=text),
        "fields": a.rep.get("/contacts", fields=text),
        "filter": a.rep.get("/contacts", filter=one),
        "exists": a.rep.get("/contacts", filter={"exists": {"path": text}}),
        "group": a.rep.call("POST", "/contacts/aggregate", {"group": [text], "measures": ["count"]}),
        "measure": a.rep.call("POST", "/opportunities/aggregate", {"measures": [f"sum:{text}"]}),
        "view": a.rep.call("POST", "/saved_views", {"name": "x", "object": "contacts", "filter": one}),
        "insight": a.rep.get("/insights/win_rate", group=text),
    }
    for where, answer in answers.items():
        # The same field three times is odd, not hostile: it may be taken as it is.
        also = (200,) if where in ("sort", "fields") and text.count("created_at") == 3 else ()
        a.refused(f"{p['id']} in {where}", answer, (422, *also), sent=text)


def sqli_value(a, p, value):
    text = value.decode()
    everything = len(a.rep.get("/contacts", limit=200).json["data"])
    for op in ("eq", "contains", "starts_with"):
        answer = a.sane(f"{p['id']} {op}", a.rep.get("/contacts", limit=200, filter={"field": "name", "op": op, "value": text}))
        if a.checks.that(answer.status in (200, 422), f"{p['id']} {op}: {answer}") and answer.status == 200:
            names = [row["name"].lower() for row in answer.json["data"]]
            needle = text.lower()
            holds = {"eq": lambda n: n == needle, "contains": lambda n: needle in n, "starts_with": lambda n: n.startswith(needle)}[op]
            a.checks.that(all(map(holds, names)), f"{p['id']} {op}: found more than the literal text: {names}")
    for path in ("/contacts", "/search"):
        answer = a.sane(f"{p['id']} q of {path}", a.rep.get(path, q=text))
        a.checks.that(answer.status in (200, 422), f"{p['id']} q of {path}: {answer}")
        if answer.status == 200 and path == "/contacts":
            a.checks.that(len(answer.json["data"]) < everything, f"{p['id']} as q finds everything")
    a.refused(f"{p['id']} as id", a.rep.get("/contacts/" + urllib.parse.quote(text, safe="")), (404, 422))


def type_confusion(a, p, value):
    thing = json.loads(value)
    a.refused(f"{p['id']} as text", a.rep.call("POST", "/accounts", {"name": thing}))
    a.refused(f"{p['id']} as password", a.server.stranger().call("POST", "/session", {"email": a.company.email("rep_a"), "password": thing}), (400, 401, 413, 422))
    answer = a.sane(f"{p['id']} as filter value", a.rep.get("/accounts", filter={"field": "name", "op": "eq", "value": thing}))
    nothing = answer.status == 200 and thing is None and not answer.json["data"]
    a.checks.that(answer.status in (400, 413, 414, 422, 431) or nothing, f"{p['id']} as filter value: {answer}")
    a.refused(f"{p['id']} as operator", a.rep.call("GET", "/accounts?filter%5Bname%5D%5B%24ne%5D=x"), (400, 422))


def json_(a, p, value):
    headers = {"Content-Type": p.get("content_type", "application/json"), **p.get("headers", {})}
    name = p["id"].split(".")[1]
    may_be_taken = name in ("num_precision", "num_neg_zero", "bidi", "zalgo", "noncharacter")
    for method, path, extra in (("POST", "/accounts", {}), ("PATCH", f"/accounts/{a.own['accounts']}", {"If-Match": '"1"'}), ("POST", "/session", {})):
        client = a.server.stranger() if path == "/session" else a.server.client(a.rep.token)
        try:
            answer = client.call(method, path, raw=value, headers={**headers, **extra})
        except OSError as error:
            # A body far over the limit may be cut off while it is still being sent.
            a.checks.that(len(value) > 1 << 20 and a.server.alive(), f"{p['id']} {method} {path}: {error!r}")
            continue
        a.sane(f"{p['id']} {method} {path}", answer)
        if may_be_taken and answer.status in (200, 201):
            sent = json.loads(value)
            a.checks.that(all(answer.json.get(k) == v for k, v in sent.items() if isinstance(v, str)), f"{p['id']}: changed silently: {answer}")
            continue
        right = (400, 401, 413, 415, 422) if path == "/session" else (400, 412, 413, 415, 422)
        # A well-formed name is simply a name.
        if name in ("bom",) and answer.status in (200, 201):
            continue
        a.checks.that(answer.status in right, f"{p['id']} {method} {path}: {answer}")
    if p.get("content_type", "").endswith("json") or not p.get("content_type"):
        try:
            text = value.decode()
        except UnicodeDecodeError:
            return
        if len(text) < 4000:
            a.refused(f"{p['id']} as filter", a.rep.call("GET", "/accounts?filter=" + urllib.parse.quote(text)), (400, 422) if text else (200, 400, 422))


def paging(a, p, value):
    text, name = value.decode(), p["id"].split(".")[1]
    if name == "cursor_foreign":
        a.rep.call("POST", "/accounts", {"name": "second page"})
        cursor = a.rep.get("/accounts", limit=1, sort="name").json["next_cursor"]
        a.refused(f"{p['id']} of another user", a.other.get("/accounts", limit=1, sort="name", cursor=cursor), (422,), foreign=True)
        a.refused(f"{p['id']} of another sort", a.rep.get("/accounts", limit=1, sort="-name", cursor=cursor), (422,))
        a.refused(f"{p['id']} of another filter", a.rep.get("/accounts", limit=1, sort="name", cursor=cursor, filter={"field": "name", "op": "eq", "value": "x"}), (422,))
        middle = len(cursor) // 2
        broken = cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1:]
        a.refused(f"{p['id']} altered", a.rep.get("/accounts", limit=1, sort="name", cursor=broken), (422,))
        return
    if name == "id_uuid_case":
        answer = a.sane(p["id"], a.rep.get(f"/accounts/{a.own['accounts'].upper()}"))
        a.checks.that(answer.status in (200, 404), f"{p['id']}: {answer}")
        foreign = a.refused(p["id"], a.other.get(f"/accounts/{a.own['accounts'].upper()}"), (404,), foreign=True)
        return foreign
    if name.startswith("id_"):
        a.refused(p["id"], a.rep.get(f"/accounts/{text}"), (404, 422))
        return
    for query in ("limit", "cursor", "page", "offset"):
        a.refused(f"{p['id']} as {query}", a.rep.get("/accounts", **{query: text}), (400, 422))


def expression(a, p, value):
    """There is no language of formulas: such text is broken JSON as a filter and plain text as a value."""
    text = value.decode()
    if len(text) < 4000:
        a.refused(f"{p['id']} as filter", a.rep.call("GET", "/accounts?filter=" + urllib.parse.quote(text)), (400, 422))
    a.refused(f"{p['id']} as aggregate", a.rep.call("POST", "/accounts/aggregate", raw=value), (400, 413, 422))
    a.refused(f"{p['id']} as document", a.company.admin.call("POST", "/sops", {"yaml": text}), (400, 409, 413, 422))


def template(a, p, value):
    text = value.decode()
    a.literal(p["id"], "accounts", {"name": text}, "name", text)
    a.literal(p["id"], "notes", {"body": text, "account": a.own["accounts"]}, "body", text)


def regex(a, p, value):
    """There are no patterns to write: the text is only ever compared."""
    answer = a.sane(p["id"], a.rep.get("/accounts", filter={"field": "name", "op": "contains", "value": value.decode()}))
    a.checks.that(answer.status == 200 and not answer.json["data"], f"{p['id']}: {answer}")


def path(a, p, value):
    text = value.decode()
    for before in ("//static/", "//assets/", "//", "/accounts/", "/objects/"):
        target = before + (text if text.isascii() and " " not in text and "\\" not in text else urllib.parse.quote(text))
        if target.startswith("//"):
            target = "//" + target[2:]
        answer = a.rep.call("GET", target)
        body = answer.body.decode("utf-8", "replace")
        a.checks.that(answer.status < 500, f"{p['id']} at {target}: {answer}")
        a.checks.that("root:x:0" not in body and "[workspace]" not in body and not answer.body.startswith(b"SQLite format"), f"{p['id']} at {target} reads a file")
        page = answer.status == 200 and "<html" in body
        a.checks.that(answer.status in (301, 307, 308, 400, 404, 422) or (page and before.startswith("//")), f"{p['id']} at {target}: {answer}")
    a.refused(f"{p['id']} as language", a.rep.call("GET", "/me", headers={"Accept-Language": urllib.parse.quote(text)}), (200,))


def header(a, p, value):
    if p["id"] == "header.slowloris":
        return attacks.slow_sockets(a)
    if value is None:
        return None
    text = urllib.parse.quote(value.decode())
    answers = {
        "query": a.rep.call("GET", f"//?next={text}&filename={text}"),
        "X-Request-Id": a.rep.call("GET", "/me", headers={"X-Request-Id": text}),
        "Idempotency-Key": a.rep.call("POST", "/accounts", {"name": "header"}, {"Idempotency-Key": text}),
    }
    for where, answer in answers.items():
        a.checks.that(answer.status < 500 and "set-cookie" not in answer.headers, f"{p['id']} in {where}: {answer} {answer.headers}")
    return True


def log(a, p, value):
    text = value.decode()
    a.server.stranger().call("POST", "/session", {"email": text, "password": text})
    a.rep.get("/search", q=text)
    a.rep.call("GET", "/accounts/" + urllib.parse.quote(text, safe=""), headers={"User-Agent": urllib.parse.quote(text), "X-Request-Id": urllib.parse.quote(text)})
    written = a.server.output()
    a.checks.that(not any(line.startswith("2026-01-01T00:00:00Z INFO login ok") for line in written.splitlines()), f"{p['id']}: a forged line stands in the log")
    for secret in (a.rep.token, a.company.tokens["admin"], "correct horse battery"):
        a.checks.that(secret not in written, f"{p['id']}: a secret stands in the log")


DOORS = {
    "xss_text": xss_text, "sqli_identifier": sqli_identifier, "sqli_value": sqli_value, "type_confusion": type_confusion, "json": json_,
    "paging": paging, "expression": expression, "template": template, "regex": regex, "path": path, "header": header, "log": log,
    "mail": insider.mail, "xss_rich": insider.rich,
}
FLOWS = {**attacks.FLOWS, **insider.FLOWS}


def main(wanted):
    if not CORPUS.exists():
        print(f"payloads: SKIPPED, {CORPUS} isn't there")
        return 0
    sys.path.insert(0, str(CORPUS))
    sys.dont_write_bytecode = True
    from payload_lib import load, materialize

    checks, done, closed = Checks("payloads"), collections.Counter(), collections.Counter()
    with Server() as server:
        attack = Attack(server, checks)
        env = {"OOB": "127.0.0.1:18999", "CANARY": CANARY, "ID:own": attack.own["accounts"], "ID:foreign": attack.own["accounts"], "HOST": f"127.0.0.1:{server.port}"}
        own = [{"id": id_, "class": "insider"} for id_ in insider.OWN]
        for payload in [*load(), *own]:
            kind = payload["class"]
            if wanted and kind not in wanted and payload["id"] not in wanted:
                continue
            run = FLOWS.get(payload["id"]) or insider.OWN.get(payload["id"])
            try:
                if run is not None:
                    run(attack)
                elif kind in DOORS and (value := materialize(payload, env)) is not None or payload["id"] == "header.slowloris":
                    DOORS[kind](attack, payload, materialize(payload, env))
                else:
                    closed[kind] += 1
                    continue
            except (OSError, KeyError, TypeError, AttributeError, ValueError) as error:
                checks.that(False, f"{payload['id']}: {error!r}")
                for client in (attack.rep, attack.other, attack.company.admin):
                    client.close()
            if not checks.that(server.alive(), f"{payload['id']}: the server ended:\n{server.output()[-2000:]}"):
                break
            done[kind] += 1
    print("payloads sent: " + ", ".join(f"{kind} {n}" for kind, n in sorted(done.items())))
    print("no door for them yet: " + ", ".join(f"{kind} {n}" for kind, n in sorted(closed.items())))
    return checks.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
