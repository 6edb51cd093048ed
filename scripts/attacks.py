"""The attacks of the corpus that are whole requests or flows: rights, sign-in, races, slow clients."""
import concurrent.futures
import http.client
import json
import socket
import statistics
import time
import uuid

from company import PASSWORD, random_id
from stage import Client


# Rights -----------------------------------------------------------------------------------------------------------------------------

def get_foreign(a):
    for kind, id_ in a.own.items():
        foreign, missing = a.other.get(f"/{kind}/{id_}"), a.other.get(f"/{kind}/{random_id()}")
        a.refused(f"access.get_foreign {kind}", foreign, (404,), foreign=True)
        a.checks.that(foreign.status == missing.status and foreign.body == missing.body, f"access.get_foreign {kind}: {foreign} is not {missing}")


def relation_expand(a):
    answer = a.sane("access.relation_expand", a.other.get("/opportunities", include="account,contacts", fields="name,account,account.name"), foreign=True)
    a.checks.that(answer.status in (200, 400, 422), f"access.relation_expand: {answer}")


def relation_link(a):
    mine = a.other.call("POST", "/opportunities", {"name": "mine"}).json
    answers = []
    for account in (a.own["accounts"], random_id()):
        answer = a.other.call("PATCH", f"/opportunities/{mine['id']}", {"account": account}, {"If-Match": f'"{mine["version"]}"'})
        a.refused("access.relation_link", answer, (422,), foreign=True)
        answers.append(answer)
    a.checks.that(answers[0].code == "reference_not_found" and answers[0].body == answers[1].body, f"access.relation_link: {answers}")
    answer = a.other.call("POST", "/notes", {"body": "x", "opportunity": a.own["opportunities"]})
    a.refused("access.relation_link of a child", answer, (404, 422), foreign=True)


def sort_oracle(a):
    for name in ("password_hash", "salary_band", "token"):
        for answer in (a.rep.get("/users", sort=name), a.rep.get("/users", filter={"field": name, "op": "is_empty", "value": False})):
            a.refused("access.sort_oracle", answer, (422,))


def aggregate(a):
    body = {"group": ["owner.name"], "measures": ["count", "sum:amount"]}
    mine = a.sane("access.aggregate", a.other.call("POST", "/opportunities/aggregate", body), foreign=True)
    everything = a.company.admin.call("POST", "/opportunities/aggregate", body)
    a.checks.that(mine.status == 200 and len(mine.json["rows"]) < len(everything.json["rows"]), f"access.aggregate: {mine}")
    a.checks.that(b"77777.77" not in mine.body, "access.aggregate sums a foreign deal")


def dup_check_oracle(a):
    answer = a.sane("access.dup_check_oracle", a.other.call("POST", "/contacts", {"name": "x", "phone": "13800138777"}), foreign=True)
    a.checks.that(a.own["contacts"] not in answer.body.decode(), f"access.dup_check_oracle: {answer}")


def no_such_door(method, path, body=None):
    def run(a):
        a.refused(f"{method} {path}", a.rep.call(method, path, body), (404, 405))
    return run


def self_promote(a):
    before = a.rep.get("/me").json["user"]
    a.refused("access.self_promote", a.rep.call("PATCH", "/me", {"role": "admin", "is_admin": True, "team": random_id()}), (400, 422))
    admin_role = next(r["id"] for r in a.company.admin.get("/roles").json["data"] if r["key"] == "admin")
    me = a.company.ids["rep_a"]
    version = a.company.admin.get(f"/users/{me}").json["version"]
    a.refused("access.self_promote by record", a.rep.call("PATCH", f"/users/{me}", {"role": admin_role}, {"If-Match": f'"{version}"'}), (403, 404, 422))
    after = a.rep.get("/me").json["user"]
    a.checks.that((before["role"], before["team"]) == (after["role"], after["team"]), "access.self_promote changed the role or the team")


def mass_assign_system(a):
    for key, value in {"id": random_id(), "created_at": "1970-01-01T00:00:00Z", "created_by": random_id(), "version": 99, "deleted_at": None,
                       "workspace_id": 2, "tenant_id": 2, "score": 100, "team": random_id()}.items():
        a.refused(f"access.mass_assign_system {key}", a.rep.call("POST", "/contacts", {"name": "x", key: value}), (422,))
    for key, value in {"status": "won", "stage": "closing", "closed_on": "2026-01-01", "probability_stage": "100"}.items():
        answer = a.rep.call("PATCH", f"/opportunities/{a.own['opportunities']}", {key: value}, {"If-Match": '"1"'})
        a.refused(f"access.mass_assign_system {key}", answer, (412, 422))


def trash_restore(a):
    made = a.rep.call("POST", "/accounts", {"name": "to be deleted"}).json
    gone = a.rep.call("DELETE", f"/accounts/{made['id']}", headers={"If-Match": f'"{made["version"]}"'})
    a.checks.that(gone.status in (200, 204), f"access.trash_restore: {gone}")
    a.refused("access.trash_restore", a.other.call("POST", f"/accounts/{made['id']}/restore"), (404,))
    back = a.rep.call("POST", f"/accounts/{made['id']}/restore")
    a.checks.that(back.status == 200, f"access.trash_restore by its owner: {back}")


def deactivated_session(a):
    a.refused("access.deactivated_session", a.company.client("deactivated").get("/me"), (401,))
    answer = a.server.client().call("POST", "/session", {"email": a.company.email("deactivated"), "password": PASSWORD})
    a.refused("access.deactivated_session signs in", answer, (401,))


def role_change_live(a):
    company = a.company
    company.user("moving", "rep", a.company.admin.get(f"/users/{company.ids['rep_b']}").json["team"]["id"])
    client = company.client("moving")
    a.refused("access.role_change_live before", client.get(f"/accounts/{a.own['accounts']}"), (404,), foreign=True)
    roles = {r["key"]: r["id"] for r in company.admin.get("/roles").json["data"]}
    company.update("users", company.ids["moving"], {"role": roles["admin"]})
    a.checks.that(client.get(f"/accounts/{a.own['accounts']}").status == 200, "access.role_change_live: the new right doesn't hold at once")
    company.update("users", company.ids["moving"], {"role": roles["rep"]})
    a.refused("access.role_change_live after", client.get(f"/accounts/{a.own['accounts']}"), (404,), foreign=True)


def verb_tamper(a):
    reader = a.company.client("ro_api")
    path = f"/contacts/{a.own['contacts']}"
    for headers in ({"X-HTTP-Method-Override": "DELETE"}, {"X-HTTP-Method": "DELETE"}, {"X-Method-Override": "DELETE"}):
        a.refused("access.verb_tamper", reader.call("POST", path, {}, headers), (403, 404, 405))
        reader.call("GET", path + "?_method=DELETE", headers=headers)
    a.checks.that(a.rep.get(path).status == 200, "access.verb_tamper deleted the record")
    a.refused("access.verb_tamper read-only", reader.call("POST", "/contacts", {"name": "x"}), (403,))


def no_auth_everywhere(a):
    nobody = a.server.client()
    for path in ("/me", "/objects", "/accounts", "/today", "/search?q=a", "/users", "/workspace", "/insights/win_rate"):
        a.refused(f"access.no_auth_everywhere {path}", nobody.call("GET", path), (401,))
    a.refused("access.no_auth_everywhere bad token", Client(a.server.port, "x" * 43).get("/me"), (401,))


def path_normalise(a):
    nobody = a.server.client()
    for path in ("/public/..%2faccounts", "/setup/../accounts", "/setup/%2e%2e/accounts", "//api/v1/accounts", "/accounts;x", "/accounts.", "/ACCOUNTS", "/./accounts", "/setup%2f..%2faccounts"):
        answer = nobody.call("GET", path)
        a.checks.that(answer.status in (301, 307, 308, 400, 401, 404, 405) or b"<html" in answer.body, f"access.path_normalise {path}: {answer}")


def case_and_pollution(a):
    plain = a.other.get("/contacts", limit=200)
    for query in ("owner=me&owner=all&Owner=all", "filter=%7B%22field%22%3A%22name%22%2C%22op%22%3A%22eq%22%2C%22value%22%3A%22x%22%7D&filter="):
        answer = a.sane("access.case_and_pollution", a.other.call("GET", f"/contacts?{query}"), foreign=True)
        never_wider = answer.status in (400, 422) or len(answer.json["data"]) <= len(plain.json["data"])
        a.checks.that(never_wider, f"access.case_and_pollution {query}: {answer}")


def masked_field_search(a):
    for field in ("phone", "email"):
        for value in ("1", "138"):
            answer = a.other.get("/contacts", filter={"field": field, "op": "starts_with", "value": value})
            a.sane("access.masked_field_search", answer, foreign=True)
    for length in range(4, 12):
        answer = a.sane("access.masked_field_search q", a.other.get("/search", q="13800138777"[:length]), foreign=True)
        a.checks.that(a.own["contacts"] not in answer.body.decode(), f"access.masked_field_search finds a foreign contact by {length} digits")


def approve_own(a):
    sop = a.rep.get(f"/opportunities/{a.own['opportunities']}/sop").json
    step = next(s["key"] for s in sop["steps"] if s["required"] and s["state"] == "open")
    waiver = a.rep.call("POST", f"/opportunities/{a.own['opportunities']}/steps/{step}/waive", {"reason": "the customer can't say before March"})
    if a.checks.that(waiver.status in (200, 201), f"access.approve_own: {waiver}"):
        id_ = waiver.json["id"]
        a.refused("access.approve_own", a.rep.call("POST", f"/waivers/{id_}/approve"), (403, 404))
        a.refused("access.approve_own by a stranger", a.other.call("POST", f"/waivers/{id_}/approve"), (404,), foreign=True)
        a.refused("access.approve_own by another manager", a.company.client("mgr_b").call("POST", f"/waivers/{id_}/approve"), (404,), foreign=True)


def negative_quantity(a):
    product = a.company.admin.get("/products", limit=1).json["data"][0]["id"]
    for raw in ('"Infinity"', '"NaN"', '"1e400"', '"-"'):
        body = f'{{"opportunity":"{a.own["opportunities"]}","product":"{product}","quantity":{raw}}}'
        a.refused(f"access.negative_quote {raw}", a.rep.call("POST", "/line_items", raw=body.encode()), (400, 422))


# Signing in -------------------------------------------------------------------------------------------------------------------------

def sign_in(a, who, password=PASSWORD, client=None, **headers):
    return (client or a.server.stranger()).call("POST", "/session", {"email": a.company.email(who) if "@" not in who else who, "password": password}, headers or None)


def cookie(answer):
    return answer.headers.get("set-cookie", "").split(";")[0]


def enumeration(a):
    known, unknown = [], []
    for n in range(4):
        right, wrong = sign_in(a, "mgr_b", "wrong password"), sign_in(a, f"nobody{n}@attack.example", "wrong password")
        a.checks.that(right.status == wrong.status == 401 and right.body == wrong.body, f"auth.enumeration: {right} is not {wrong}")
        known.append(right.seconds)
        unknown.append(wrong.seconds)
    known, unknown = statistics.median(known), statistics.median(unknown)
    a.checks.that(abs(known - unknown) < max(0.03, 0.3 * known), f"auth.enumeration: {known * 1000:.0f} ms for a known, {unknown * 1000:.0f} ms for an unknown account")


def brute_force(a):
    a.company.user("guessed", "rep", a.company.admin.get(f"/users/{a.company.ids['rep_b']}").json["team"]["id"])
    guess(a, "auth.brute_force", 12, lambda _: "guessed")


def guess(a, id_, most, account):
    """One address guesses until it is stopped; a new forwarded address each time must not help it."""
    client, statuses = a.server.stranger(), []
    for n in range(most + 10):
        answer = sign_in(a, account(n), f"guess {n}", client, **{"X-Forwarded-For": f"10.0.0.{n}", "Forwarded": f"for=10.0.1.{n}"})
        statuses.append(answer.status)
        if answer.status == 429:
            a.checks.that("retry-after" in answer.headers, f"{id_}: 429 without Retry-After")
            break
    a.checks.that(statuses[-1] == 429 and len(statuses) <= most, f"{id_}: {statuses}")


def xff(a):
    guess(a, "auth.xff", 105, lambda n: f"someone{n}@attack.example")


def fixation(a):
    own = "stagecraft_session=chosen-by-the-attacker-0123456789"
    answer = sign_in(a, "mgr_a", **{"Cookie": own})
    a.checks.that(answer.status == 200 and cookie(answer).startswith("stagecraft_session=") and cookie(answer) != own, f"auth.fixation: {answer} {cookie(answer)}")
    again = a.server.client().call("GET", "/me", headers={"Cookie": own})
    a.refused("auth.fixation", again, (401,))


def cookie_flags(a):
    flags = {part.strip().lower() for part in sign_in(a, "mgr_a").headers.get("set-cookie", "").split(";")[1:]}
    a.checks.that("httponly" in flags and flags & {"samesite=lax", "samesite=strict"}, f"auth.cookie_flags: {flags}")
    a.checks.that(not any(f.startswith("domain") for f in flags), f"auth.cookie_flags: {flags}")
    secure = sign_in(a, "mgr_a", **{"X-Forwarded-Proto": "https"}).headers.get("set-cookie", "").lower()
    a.checks.that("httponly" in secure, f"auth.cookie_flags behind a proxy: {secure}")


def cors(a):
    session = cookie(sign_in(a, "mgr_a"))
    for origin in ("https://evil.example", "null", f"https://127.0.0.1:{a.server.port}.evil.example"):
        for method in ("GET", "OPTIONS", "POST"):
            answer = a.server.client().call(method, "/accounts", {"name": "cors"} if method == "POST" else None,
                                            {"Origin": origin, "Cookie": session, "Sec-Fetch-Site": "cross-site"})
            a.checks.that("access-control-allow-origin" not in answer.headers, f"auth.cors {origin} {method}: {answer.headers}")
            if method == "POST":
                a.refused(f"auth.cors {origin}", answer, (403,))


def jwt(a):
    for token in ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.", "null", "undefined", "' OR 1=1--", a.rep.token[:-1], a.rep.token + "x", a.rep.token.upper()):
        a.refused("auth.jwt", Client(a.server.port, token).get("/me"), (401,))


def clickjacking(a):
    for path in ("//", "/me"):
        answer = a.rep.call("GET", path)
        policy = answer.headers.get("content-security-policy", "")
        a.checks.that("frame-ancestors 'none'" in policy, f"auth.clickjacking {path}: {policy!r}")
        a.checks.that("unsafe-inline" not in policy.split("style-src")[0] and "unsafe-eval" not in policy, f"auth.clickjacking {path}: {policy!r}")
        a.checks.that(answer.headers.get("referrer-policy") in ("no-referrer", "same-origin", "strict-origin-when-cross-origin"), f"auth.clickjacking {path}: no Referrer-Policy")


def logout_all(a):
    first, second = cookie(sign_in(a, "mgr_b")), cookie(sign_in(a, "mgr_b"))
    client = a.server.stranger()
    new = PASSWORD + " new"
    changed = client.call("POST", "/me/password", {"current": PASSWORD, "password": new}, {"Cookie": second})
    a.checks.that(changed.status in (200, 204), f"auth.logout_all: {changed}")
    a.refused("auth.logout_all", client.call("GET", "/me", headers={"Cookie": first}), (401,))
    last = cookie(sign_in(a, "mgr_b", new))
    a.checks.that(client.call("DELETE", "/session", headers={"Cookie": last}).status in (200, 204), "auth.logout_all: signing out failed")
    a.refused("auth.logout_all after signing out", client.call("GET", "/me", headers={"Cookie": last}), (401,))


def open_redirect(a):
    for target in ("//127.0.0.1:18999", "https:127.0.0.1:18999", "/\\127.0.0.1:18999", "javascript:alert(1)"):
        answer = a.server.client().call("GET", f"//?next={http.client.urlsplit(target).geturl()}".replace("\\", "%5C"))
        a.checks.that("18999" not in answer.headers.get("location", ""), f"auth.open_redirect: {answer.headers}")


# Races ------------------------------------------------------------------------------------------------------------------------------

def together(count, work):
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def idem_same(a):
    key, body = str(uuid.uuid4()), {"name": f"once {uuid.uuid4()}"}
    answers = together(50, lambda _: Client(a.server.port, a.rep.token).call("POST", "/accounts", body, {"Idempotency-Key": key}))
    good = [x for x in answers if x.status == 201]
    a.checks.that(good and all(x.status in (201, 409) for x in answers), f"race.idem_same: {sorted({x.status for x in answers})}")
    a.checks.that(len({x.json["id"] for x in good}) == 1 and len({x.body for x in good}) == 1, "race.idem_same gave different answers")
    a.server.kill()
    a.server.start()
    for client in (a.rep, a.other, a.company.admin):
        client.close()
        client.port = a.server.port
    again = a.rep.call("POST", "/accounts", body, {"Idempotency-Key": key})
    a.checks.that(again.status == 201 and again.body == good[0].body, f"race.idem_same after a crash: {again}")
    found = a.rep.get("/accounts", filter={"field": "name", "op": "eq", "value": body["name"]})
    a.checks.that(len(found.json["data"]) == 1, f"race.idem_same made {len(found.json['data'])} records")


def idem_other_body(a):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = a.rep.call("POST", "/accounts", {"name": "first"}, key)
    a.checks.that(first.status == 201, f"race.idem_other_body: {first}")
    answer = a.rep.call("POST", "/accounts", {"name": "second"}, key)
    a.refused("race.idem_other_body", answer, (422,))
    a.checks.that(answer.code == "idempotency_mismatch", f"race.idem_other_body: {answer}")
    a.checks.that(a.other.call("POST", "/accounts", {"name": "second"}, key).status == 201, "race.idem_other_body: a key is shared between people")


def if_match(a):
    made = a.rep.call("POST", "/accounts", {"name": "counter"}).json
    path, match = f"/accounts/{made['id']}", {"If-Match": f'"{made["version"]}"'}
    answer = a.rep.call("PATCH", path, {"website": "https://x.example"})
    a.checks.that(answer.status == 428 and answer.code == "version_required", f"race.if_match without a version: {answer}")
    answers = together(100, lambda n: Client(a.server.port, a.rep.token).call("PATCH", path, {"website": f"https://{n}.example"}, match))
    statuses = [x.status for x in answers]
    a.checks.that(statuses.count(200) == 1 and statuses.count(412) == 99, f"race.if_match: {statuses.count(200)} of 100 won")
    lost = next(x for x in answers if x.status == 412)
    a.checks.that(lost.code == "version_conflict" and made["id"] in json.dumps(lost.json), f"race.if_match: 412 without the current record: {lost}")


def delete_vs_child(a):
    made = a.rep.call("POST", "/opportunities", {"name": "going"}).json
    def work(n):
        client = Client(a.server.port, a.rep.token)
        if n == 10:
            return client.call("DELETE", f"/opportunities/{made['id']}", headers={"If-Match": f'"{made["version"]}"'})
        return client.call("POST", "/notes", {"body": f"child {n}", "opportunity": made["id"]})
    answers = together(30, work)
    a.checks.that(all(x.status in (200, 201, 204, 404, 409, 412, 422) for x in answers), f"race.delete_vs_child: {sorted({x.status for x in answers})}")
    parent = a.rep.get(f"/opportunities/{made['id']}")
    if parent.status == 404:
        children = [x for x in answers if x.status == 201]
        seen = [x for x in children if a.rep.get(f"/notes/{x.json['id']}").status == 200]
        a.checks.that(not seen, f"race.delete_vs_child: {len(seen)} children of a deleted record can be seen")


def slow_sockets(a, count=500, seconds=6):
    def typical():
        times = []
        client = a.server.client(a.rep.token)
        for _ in range(200):
            times.append(client.get("/me").seconds)
        return sorted(times)[190] * 1000
    before = typical()
    slow = []
    for i in range(count):
        s = socket.create_connection(("127.0.0.1", a.server.port))
        # Every fifth says nothing at all.
        if i % 5:
            s.sendall(b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            slow.insert(0, s)
        else:
            slow.append(s)
    talking = [s for i, s in enumerate(slow) if i < count - (count + 4) // 5]
    unfinished = socket.create_connection(("127.0.0.1", a.server.port))
    unfinished.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{")
    began = time.time()
    until = time.time() + seconds
    while time.time() < until:
        for s in talking:
            try:
                s.sendall(b"a")
            except OSError:
                pass
        time.sleep(1)
    during = typical()
    time.sleep(max(0, 16 - seconds))
    closed = 0
    for s in slow:
        s.settimeout(0.2)
        try:
            answer = s.recv(200)
            closed += answer == b"" or b" 408 " in answer
        except ConnectionError:
            closed += 1
        except OSError:
            pass
        s.close()
    a.checks.that(during < before + 20, f"header.slowloris: p95 {before:.1f} ms before, {during:.1f} ms with {count} slow sockets")
    a.checks.that(closed == count, f"header.slowloris: {count - closed} of {count} slow sockets are still open after 16 s")
    unfinished.settimeout(max(1, began + 35 - time.time()))
    try:
        answer = unfinished.recv(200)
    except OSError:
        answer = None
    a.checks.that(answer is not None and (answer == b"" or b" 400 " in answer), f"header.slowloris: an unfinished body is waited for: {answer}")
    unfinished.close()


FLOWS = {
    "access.get_foreign": get_foreign, "access.relation_expand": relation_expand, "access.relation_link": relation_link, "access.sort_oracle": sort_oracle,
    "access.aggregate": aggregate, "access.dup_check_oracle": dup_check_oracle, "access.self_promote": self_promote,
    "access.mass_assign_system": mass_assign_system, "access.trash_restore": trash_restore, "access.deactivated_session": deactivated_session,
    "access.role_change_live": role_change_live, "access.verb_tamper": verb_tamper, "access.no_auth_everywhere": no_auth_everywhere,
    "access.path_normalise": path_normalise, "access.case_and_pollution": case_and_pollution, "access.masked_field_search": masked_field_search,
    "access.approve_own": approve_own, "access.negative_quote": negative_quantity,
    "access.export": no_such_door("POST", "/exports", {"entity": "contact", "fields": ["*"]}),
    "access.attachment_direct": no_such_door("GET", f"/files/{random_id()}"),
    "access.client_script_escalation": no_such_door("POST", "/scripts", {"code": "fetch('/api/v1/users')"}),
    "access.formula_escalation": no_such_door("POST", "/fields", {"entity": "contact", "type": "formula", "expr": "owner.password_hash"}),
    "access.webhook_payload": no_such_door("POST", "/webhooks", {"url": "http://127.0.0.1/h", "events": ["*"]}),
    "access.bulk_by_filter": no_such_door("DELETE", "/contacts?filter=all"),
    "auth.enumeration": enumeration, "auth.brute_force": brute_force, "auth.fixation": fixation, "auth.cookie_flags": cookie_flags,
    "auth.cors": cors, "auth.jwt": jwt, "auth.xff": xff, "auth.clickjacking": clickjacking, "auth.logout_all": logout_all,
    "auth.open_redirect": open_redirect,
    "race.idem_same": idem_same, "race.idem_other_body": idem_other_body, "race.if_match": if_match, "race.delete_vs_child": delete_vs_child,
}
