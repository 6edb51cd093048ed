#!/usr/bin/env python3
"""Every operation of the OpenAPI file under nine roles against one record of each kind: runs the shared matrix on a fresh sample company.
What the matrix has no record for is tried here, and an operation that neither covers fails. Then what a role that sees deals but not how
they are worked finds of answers and waivers, and whether a record that one may not see can be told from one that isn't there."""
import json
import subprocess
import sys
import tempfile

from company import CANARY, Company
from stage import API, SHARED, Checks, Server

MATRIX = SHARED / "security" / "idor_matrix.py"
RANDOM_ID = "01900000-0000-7000-8000-00000000dead"

# The operations that need no sign-in, reviewed by hand. The matrix fails if the OpenAPI file has others.
PUBLIC = [
    f"GET {API}/setup", f"POST {API}/setup", f"POST {API}/session", f"GET {API}/openapi.json",
    f"GET {API}/join/{{secret}}", f"POST {API}/join/{{secret}}", f"GET {API}/public/forms/{{key}}", f"POST {API}/public/forms/{{key}}", f"GET {API}/public/links/{{secret}}", f"POST {API}/public/links/{{secret}}", "GET /healthz", "GET /readyz", "GET /metrics",
]
# An event stream doesn't end, and signing out would end the matrix.
# That a customer doesn't want to be contacted is written down by whoever hears it and sees them: managers see every account.
SKIP = [f"GET {API}/events", f"DELETE {API}/session", f"POST {API}/accounts/{{id}}/refuse"]

# What belongs to the whole company: read by many, changed by administrators; of SOPs by those who edit them, whom the matrix doesn't have.
COMPANY = ("users", "teams", "roles", "products", "assignment_rules", "score_rules", "lead_forms", "pools", "approval_flows", "sops", "sop_versions", "sop_reviews", "sop_receipts", "sop_rules",
           "sop_moves", "improvements", "contact_policies", "tier_rules", "bundle_items", "price_lists", "prices", "question_lists", "questions")
# These stay with administrators, reading too.
ADMINS = (f"GET {API}/users/{{id}}/tokens", f"GET {API}/users/{{id}}/invitation")
# Somebody's own; what is kept of a run follows its deal.
OWN = ("saved_views", "stage_visits", "conformances", "deviations", "sop_assignments", "me/tokens")

# Reads deals, contacts and accounts of everybody, but nothing of how deals are worked, and not all fields.
CLERK = {"objects": {"opportunities": {"read": "all", "hidden": ["amount"]}, "contacts": {"read": "all", "masked": ["phone"]}, "accounts": {"read": "all"}}, "can": []}
HIDDEN = {kind: rights.get("hidden", []) + rights.get("masked", []) for kind, rights in CLERK["objects"].items()}
# Every manager reads every account, so that nobody calls on another's customer unknowingly.
ALSO = {"accounts": ["mgr_b", "clerk"], "contacts": ["clerk"], "opportunities": ["clerk"]}

# The smallest picture there is: it can be looked at.
PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f00050001ff89993d1d0000000049454e44ae426082")


def worked_deal(company):
    """A deal of `rep_a` with an answer and a waiver on its SOP; returns its id and theirs by kind."""
    rep = company.client("rep_a")
    sop = company.admin.get("/sops", filter={"field": "key", "op": "eq", "value": "light"}).json["data"][0]["id"]
    deal = company.made("opportunities", {"name": "worked", "sop": sop}, rep)
    answered = rep.call("PUT", f"/opportunities/{deal}/answers/light_today", {"text": f"{CANARY}answers"})
    if answered.status != 200:
        raise SystemExit(f"answering: {answered}")
    waiver = company.made(f"opportunities/{deal}/steps/know_person/waive", {"reason": f"{CANARY}waivers"}, rep)
    answer = rep.get("/answers", filter={"field": "opportunity", "op": "eq", "value": deal}).json["data"][0]["id"]
    # The first need fills the deal's own pain, which a clerk reads: here it is told already.
    company.update("opportunities", deal, {"pain": "told before"})
    company.records["needs"] = company.made("needs", {"opportunity": deal, "title": f"{CANARY}needs", "source": "a call"}, rep)
    sent = rep.call("POST", "/uploads", raw=PICTURE, headers={"Content-Type": "application/octet-stream"})
    link = rep.call("POST", f"/opportunities/{deal}/needs_link", {})
    if (sent.status, link.status) != (201, 201):
        raise SystemExit(f"a file and a link: {sent} {link}")
    company.records["files"] = company.made("files", {"opportunity": deal, "name": f"{CANARY}files", "content": sent.json["content"]}, rep)
    company.records["public_links"] = link.json["id"]
    return deal, {"answers": answer, "waivers": waiver}


def studied(company):
    """A draft under review, and a second version that people are asked to read; returns a review and a receipt."""
    light = company.admin.get("/sops", filter={"field": "key", "op": "eq", "value": "light"}).json["data"][0]
    def done(path, body=None):
        answer = company.admin.call("POST", path, body)
        if answer.status not in (200, 201, 204):
            raise SystemExit(f"{path}: {answer}")
        return answer
    second = done(f"/sop_versions/{light['current']['id']}/draft").json["id"]
    done(f"/sop_versions/{second}/publish", {"summary": "a step", "reason": "it helps"})
    third = done(f"/sop_versions/{second}/draft").json["id"]
    done(f"/sop_versions/{third}/review", {"reviewers": [company.ids["rep_a"]]})
    return [company.admin.get(f"/{kind}", limit=1).json["data"][0]["id"] for kind in ("sop_reviews", "sop_receipts")]


def laboratory(company):
    """A rule that chooses SOPs, in force only while a deal of `rep_a` is created; a move of nothing; an improvement. And what the rule chose."""
    sop = company.admin.get("/sops", filter={"field": "key", "op": "eq", "value": "light"}).json["data"][0]
    rule = company.made("sop_rules", {"name": "all", "sop": sop["id"]})
    deal = company.made("opportunities", {"name": f"{CANARY}chosen"}, company.client("rep_a"))
    version = company.admin.get(f"/sop_rules/{rule}").json["version"]
    off = company.admin.call("PATCH", f"/sop_rules/{rule}", {"active": False}, {"If-Match": f'"{version}"'})
    none = {"filter": {"field": "name", "op": "eq", "value": "nobody's"}, "reason": "nothing moves"}
    moved = company.admin.call("POST", f"/sop_versions/{sop['current']['id']}/move", none)
    if off.status != 200 or moved.status != 200:
        raise SystemExit(f"the laboratory: {off} {moved}")
    chosen = company.admin.get("/sop_assignments", filter={"field": "opportunity", "op": "eq", "value": deal}).json["data"][0]["id"]
    better = company.made("improvements", {"name": "better", "source": "idea"})
    return {"sop_rules": rule, "sop_moves": moved.json["move"], "improvements": better}, chosen


def treated(company, deal):
    """How `rep_a`'s customer wants to be treated, and how a talk of theirs was reviewed; returns a record of each kind."""
    rep, contact = company.client("rep_a"), company.records["contacts"]
    def done(client, method, path, body):
        answer = client.call(method, path, body)
        if answer.status not in (200, 201):
            raise SystemExit(f"{path}: {answer}")
        return answer.json
    refusal = done(rep, "POST", f"/contacts/{contact}/refuse", {"channels": ["visit"], "said": f"{CANARY}contact_refusals"})["id"]
    consent = done(rep, "POST", "/consents", {"contact": contact, "purpose": "survey", "text_version": "1", "source": "x", "wording": f"{CANARY}consents"})["id"]
    talk = done(rep, "POST", f"/opportunities/{deal}/log", {"kind": "call"})["activity"]["id"]
    done(company.client("mgr_a"), "PUT", f"/activities/{talk}/review", {"marks": [{"standard": 0, "mark": "met", "remark": f"{CANARY}standard_marks"}]})
    mark = company.admin.get("/standard_marks", filter={"field": "activity", "op": "eq", "value": talk}).json["data"][0]["id"]
    for path, body in (("/contact_rules", {"caps": []}), ("/tiers", {"way": {"abc": {"shares": [80, 95]}}, "tiers": [{}, {}, {}], "currency": "CNY"})):
        done(company.admin, "PUT", path, body)
    return {"contact_refusals": refusal, "consents": consent, "standard_marks": mark}


def bystander(company, spec, deal, noted):
    """A clerk reads the deal, and finds its answers and waivers in none of its reads."""
    checks = Checks("bystander")
    rep, clerk = company.client("rep_a"), company.client("clerk")
    own = rep.get(f"/opportunities/{deal}/sop")
    checks.that(all(CANARY + kind in own.body.decode() for kind in noted), f"their own SOP doesn't show them: {own}")
    # So that the decision and what was said to it stand in the timeline as well.
    decided = company.client("mgr_a").call("POST", f"/waivers/{noted['waivers']}/reject", {"comment": f"{CANARY}waivers"})
    checks.that(decided.status == 200, f"a manager decides: {decided}")
    prefix = f"{API}/opportunities/{{id}}"
    for path, item in spec["paths"].items():
        if path.startswith(prefix) and "get" in item:
            answer = clerk.get(path[len(API):].replace("{id}", deal).replace("{question}", "light_today"))
            checks.that(answer.status == 200, f"{path}: {answer}")
            checks.that(not any(CANARY + kind in answer.body.decode() for kind in noted), f"{path} shows {answer}")
    checks.that(CANARY in rep.get(f"/opportunities/{deal}/timeline", limit=200).body.decode(), "their own timeline doesn't show the waiver")
    for kind, id_ in noted.items():
        for answer in (clerk.get(f"/{kind}"), clerk.get(f"/{kind}/{id_}"), clerk.call("POST", f"/{kind}/aggregate", {"measures": ["count"]}),
                       clerk.get("/opportunities", filter={"exists": {"path": kind}})):
            checks.that(answer.status in (403, 404, 422) and CANARY not in answer.body.decode(), f"{kind} for a clerk: {answer}")
    for who in ("rep_b", "mgr_b"):
        answer = company.client(who).get(f"/opportunities/{deal}/sop")
        checks.that(answer.status == 404, f"the SOP for {who}: {answer}")
    return checks.end()


def matrix(server, company, spec, noted):
    """The shared matrix; returns its exit code."""
    if not MATRIX.exists():
        print(f"idor: SKIPPED, {MATRIX} isn't there")
        return 0
    operations = {f"{method.upper()} {path}" for path, item in spec["paths"].items() for method in item}
    # With a version on every request, writes are refused for their rights and not for a missing If-Match.
    roles = {who: {"Authorization": f"Bearer {token}", "If-Match": '"1"'} for who, token in company.tokens.items()}
    roles["anonymous"] = {}
    config = {
        "base": f"http://127.0.0.1:{server.port}",
        "openapi": f"{API}/openapi.json",
        "roles": roles,
        "oracle": "admin",
        "public": [name for name in PUBLIC if name in operations],
        "skip": SKIP,
        "records": [
            {"param": "id", "collection": f"{API}/{kind}", "id": id_, "canary": CANARY + kind,
             "read": ["admin", "mgr_a", "rep_a", "ro_api", *ALSO.get(kind, [])], "write": ["admin", "mgr_a", "rep_a"],
             "hidden_fields": {"clerk": HIDDEN.get(kind, [])}}
            for kind, id_ in {**company.records, **noted}.items()],
        "random_id": RANDOM_ID,
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(config, file)
        file.flush()
        return subprocess.run([sys.executable, MATRIX, file.name], check=False).returncode


# Customer development: kinds that everybody reads and only their owners, or those who keep the market, change; and two that follow what one sees.
READ_BY_ALL = ("capability_facts", "fabs", "segments", "personas", "competitors", "positionings", "talk_tracks", "market_notes", "plans", "plan_steps", "plan_costs", "partners",
               "deal_registrations", "approval_delegations")
SEEN_BY_SOME = ("referrals", "plan_members", "approvals", "approval_seats")


def development(company, spec):
    """Nobody changes another's plan, partner or referral, or sees of whom a referral or a plan's member is that they don't see."""
    checks = Checks("development")
    rep, ids = company.client("rep_a"), {}
    for kind, body in (("segments", {"name": "x", "object": "leads"}), ("personas", {"name": "x"}), ("competitors", {"name": "x"}),
                       ("positionings", {"name": "x"}), ("talk_tracks", {"situation": "x", "text": "x"})):
        ids[kind] = company.made(kind, body)
    product = company.admin.get("/products", limit=1).json["data"][0]["id"]
    ids["capability_facts"] = company.made("capability_facts", {"name": "x", "product": product})
    ids["fabs"] = company.made("fabs", {"feature": "x", "product": product, "advantage": "x", "benefit": "x"})
    ids["market_notes"] = company.made("market_notes", {"name": "x", "noted_on": "2026-11-01", "source": "x"}, rep)
    ids["plans"] = company.made("plans", {"name": "x", "starts_on": "2026-11-01", "ends_on": "2026-12-01", "segment": ids["segments"]}, rep)
    ids["plan_steps"] = company.made("plan_steps", {"plan": ids["plans"], "title": "x"}, rep)
    ids["plan_costs"] = company.made("plan_costs", {"plan": ids["plans"], "name": "x", "spent_on": "2026-11-02", "amount": "1.00"}, rep)
    ids["plan_members"] = company.made("plan_members", {"plan": ids["plans"], "lead": company.records["leads"]}, rep)
    ids["partners"] = company.made("partners", {"name": "x"}, rep)
    ids["deal_registrations"] = company.made("deal_registrations", {"partner": ids["partners"], "company": "x"}, rep)
    ids["referrals"] = company.made("referrals", {"name": f"{CANARY}referrals", "named_on": "2026-11-01", "referrer_account": company.records["accounts"]}, rep)
    # What is asked about a deal is for those who see the deal, and for those who are asked.
    about = company.records["opportunities"]
    ids["approvals"] = company.made(f"opportunities/{about}/request", {"title": f"{CANARY}approvals", "reason": "the customer asks for it"}, rep)
    ids["approval_seats"] = company.admin.get("/approval_seats", filter={"field": "approval", "op": "eq", "value": ids["approvals"]}).json["data"][0]["id"]
    ids["approval_delegations"] = company.made("approval_delegations", {"stand_in": company.ids["mgr_a"], "begins": "2026-11-01", "until": "2099-12-31"}, rep)
    for path, item in spec["paths"].items():
        kind = next((kind for kind in ids if path.startswith(f"{API}/{kind}/{{")), None)
        for method in item if kind else ():
            name = f"{method.upper()} {path}"
            target, missing = (path[len(API):].replace("{id}", id_) for id_ in (ids[kind], RANDOM_ID))
            body = None if method in ("get", "delete") else {"name": "taken over"}
            for who in ("rep_b", "ro_api", "clerk", "deactivated"):
                before = company.admin.get(f"/{kind}/{ids[kind]}").body
                client = company.client(who)
                version = {"If-Match": f'"{json.loads(before)["version"]}"'}
                answer = client.call(method.upper(), target, body, version)
                checks.that(answer.status < 500, f"{name} as {who}: {answer}")
                if who == "deactivated":
                    checks.that(answer.status == 401, f"{name} as {who}: {answer}")
                elif method != "get":
                    checks.that(400 <= answer.status, f"{name} as {who}: {answer}")
                    checks.that(company.admin.get(f"/{kind}/{ids[kind]}").body == before, f"{name} as {who} changed it")
                if kind in SEEN_BY_SOME and who in ("rep_b", "clerk"):
                    same = answer.body == client.call(method.upper(), missing, body, version).body
                    checks.that(same and CANARY not in answer.body.decode(), f"{name} as {who}: {answer}")
    for who in ("rep_b", "mgr_b"):
        for verb in ("install", "remove"):
            answer = company.client(who).call("POST", f"/packs/light/{verb}")
            checks.that(answer.status == 403, f"{verb} a pack as {who}: {answer}")
    return checks.end()


def uncovered(spec, kinds):
    """Operations with a parameter that nothing here tries."""
    tried = [f"{API}/{kind}/{{" for kind in (*kinds, *COMPANY, *READ_BY_ALL, *SEEN_BY_SOME, "packs", *OWN)]
    operations = [f"{method.upper()} {path}" for path, item in spec["paths"].items() if "{" in path for method in item]
    return [name for name in operations if name not in PUBLIC and not any(name.split(" ")[1].startswith(path) for path in tried)]


def whole_company(company, spec):
    """Nobody but an administrator changes what belongs to everybody, or reads how people come in."""
    checks = Checks("whole company")
    admin = company.admin
    def first(kind, **query):
        return admin.get(f"/{kind}", limit=1, **query).json["data"][0]["id"]
    rule = company.made("assignment_rules", {"name": "by hand", "person": company.ids["rep_a"]})
    laboratory_ids, _ = laboratory(company)
    review, receipt = studied(company)
    prices = company.made("price_lists", {"name": "prices"})
    asked = company.made("question_lists", {"name": "asked"})
    ids = {**laboratory_ids, "contact_policies": first("contact_policies"), "tier_rules": first("tier_rules"), "sop_reviews": review, "sop_receipts": receipt, "users": company.ids["rep_b"], "teams": first("teams"), "roles": first("roles", filter={"field": "key", "op": "eq", "value": "clerk"}),
           "score_rules": company.made("score_rules", {"name": "points", "points": 5}), "pools": company.made("pools", {"name": "nobody's"}), "approval_flows": company.made("approval_flows", {"name": "flow", "kind": "request"}),
           "lead_forms": company.made("lead_forms", {"name": "form", "title_zh": "表单"}),
           "bundle_items": company.made("bundle_items", {"bundle": company.made("products", {"name": "set", "kind": "bundle"}), "product": first("products")}),
           "question_lists": asked, "questions": company.made("questions", {"list": asked, "text": "?"}),
           "price_lists": prices, "prices": company.made("prices", {"price_list": prices, "product": first("products"), "price": "1.00"}),
           "products": first("products"), "assignment_rules": rule, "sops": first("sops"), "sop_versions": first("sop_versions")}
    # Somebody's link, so that there is something to read.
    signed_in = company.server.client().call("POST", "/session", {"email": "admin@demo.example", "password": "stagecraft-demo"})
    secret = signed_in.headers["set-cookie"].split(";")[0].split("=", 1)[1]
    link = company.server.client(secret).call("POST", f"/users/{ids['users']}/invitation")
    checks.that(link.status == 201, f"an administrator makes a link: {link}")
    for path, item in spec["paths"].items():
        kind = next((kind for kind in COMPANY if path.startswith(f"{API}/{kind}/{{")), None)
        for method in item if kind else ():
            name = f"{method.upper()} {path}"
            target = path[len(API):].replace("{id}", ids[kind])
            missing = path[len(API):].replace("{id}", RANDOM_ID)
            body = None if method in ("get", "delete") else {"name": "taken over"}
            for who in ("rep_a", "rep_b", "mgr_a", "mgr_b", "ro_api", "clerk", "deactivated"):
                before = admin.get(f"/{kind}/{ids[kind]}").body
                client = company.client(who)
                answer = client.call(method.upper(), target, body, {"If-Match": f'"{json.loads(before)["version"]}"'})
                if who == "deactivated":
                    checks.that(answer.status == 401, f"{name} as {who}: {answer}")
                elif method != "get":
                    checks.that(400 <= answer.status < 500, f"{name} as {who}: {answer}")
                    checks.that(admin.get(f"/{kind}/{ids[kind]}").body == before, f"{name} as {who} changed it")
                elif name in ADMINS:
                    checks.that(answer.status in (403, 404) and answer.body == client.call("GET", missing).body, f"{name} as {who}: {answer}")
                checks.that(answer.status < 500 and b"argon2" not in answer.body, f"{name} as {who}: {answer}")
    joined = company.server.stranger().call("GET", link.json["path"])
    checks.that(joined.status == 200, f"the link was ended by somebody: {joined}")
    return checks.end()


def owns(company):
    """Views, tokens and stays in stages of somebody else."""
    checks = Checks("own")
    rep = company.client("rep_a")
    view = company.made("saved_views", {"name": f"{CANARY}saved_views", "object": "opportunities", "filter": {"all": []}}, rep)
    shared = company.made("saved_views", {"name": "shared", "object": "opportunities", "filter": {"all": []}, "shared": True}, rep)
    deal = company.records["opportunities"]
    stay = company.admin.get("/stage_visits", filter={"field": "subject", "op": "eq", "value": deal}).json["data"][0]["id"]
    _, chosen = laboratory(company)
    tokens = rep.get("/me/tokens").json["data"]
    checks.that(len(tokens) > 0, "rep_a has no token")
    for who in ("rep_b", "mgr_a", "mgr_b", "clerk", "admin"):
        client = company.admin if who == "admin" else company.client(who)
        for method, rest in (("GET", ""), ("GET", "/timeline"), ("PATCH", ""), ("DELETE", ""), ("POST", "/restore"), ("POST", "/reveal")):
            body = {"name": "taken over"} if method in ("PATCH", "POST") else None
            answers = [client.call(method, f"/saved_views/{id_}{rest}", body, {"If-Match": '"1"'}) for id_ in (view, RANDOM_ID)]
            checks.that(answers[0].status in (403, 404, 405) and answers[0].body == answers[1].body, f"{method} a view{rest} as {who}: {answers}")
            checks.that(CANARY not in answers[0].body.decode(), f"{method} a view{rest} as {who} shows {answers[0]}")
        if who not in ("admin",):
            for method in ("PATCH", "DELETE"):
                answer = client.call(method, f"/saved_views/{shared}", {"name": "x"} if method == "PATCH" else None, {"If-Match": '"1"'})
                checks.that(answer.status in (403, 404), f"{method} a shared view as {who}: {answer}")
        if who in ("rep_b", "mgr_b", "clerk"):
            for rest in ("", "/timeline", "/reveal"):
                answers = [client.call("POST" if rest == "/reveal" else "GET", f"/stage_visits/{id_}{rest}", {"field": "stage"} if rest == "/reveal" else None) for id_ in (stay, RANDOM_ID)]
                same = answers[0].body == answers[1].body
                checks.that(answers[0].status == 404 and same, f"a stay{rest} as {who}: {answers}")
            for rest in ("", "/timeline"):
                answers = [client.call("GET", f"/sop_assignments/{id_}{rest}", None) for id_ in (chosen, RANDOM_ID)]
                same = answers[0].body == answers[1].body
                checks.that(answers[0].status == 404 and same, f"what a rule chose{rest} as {who}: {answers}")
        for token in tokens:
            answers = [client.call("DELETE", f"/me/tokens/{id_}") for id_ in (token["id"], RANDOM_ID)]
            checks.that(answers[0].status == 404 and answers[0].body == answers[1].body, f"a token as {who}: {answers}")
    checks.that(rep.get(f"/saved_views/{view}").json["name"] == f"{CANARY}saved_views", "the view was changed")
    checks.that(len(rep.get("/me/tokens").json["data"]) == len(tokens), "a token was ended by somebody else")
    return checks.end()


# What a new record of each kind needs besides what it refers to.
NEW = {"accounts": {"name": "x"}, "contacts": {"name": "x"}, "opportunities": {"name": "x"}, "leads": {"name": "x"}, "activities": {"kind": "call"},
       "tasks": {"title": "x"}, "notes": {"body": "x"}, "stakeholders": {}, "line_items": {}, "affiliations": {}}


def oracles(company, noted):
    """A record that one may not see is answered as one that isn't there: referred to, named in bulk, filtered by."""
    checks = Checks("oracles")
    records, tried = {**company.records, **noted}, 0
    # Records of theirs that refer to what they may not see: there filters would tell.
    for kind, body in (("opportunities", {"account": records["accounts"]}), ("tasks", {"opportunity": records["opportunities"]}), ("tasks", {"contact": records["contacts"]})):
        company.made(kind, {"name" if kind == "opportunities" else "title": "given", "owner": company.ids["rep_b"], **body})
    for who in ("rep_b", "mgr_b"):
        client = company.client(who)
        hidden = {kind: id_ for kind, id_ in records.items() if client.get(f"/{kind}/{id_}").status == 404}
        checks.that(len(hidden) >= 10, f"{who} sees all but {hidden}")
        for definition in client.get("/objects").json["objects"]:
            kind = definition["key"]
            for field in definition["fields"]:
                target = hidden.get(field.get("target"))
                if target is None or field["type"] != "reference" or field["key"] == "id":
                    continue
                tried += 1
                if kind in NEW and not field.get("read_only"):
                    answers = [client.call("POST", f"/{kind}", {**NEW[kind], field["key"]: id_}) for id_ in (target, RANDOM_ID)]
                    same = answers[0].status == answers[1].status and answers[0].body == answers[1].body
                    checks.that(400 <= answers[0].status < 500 and same, f"{kind}.{field['key']} as {who}: {answers}")
                for op, value in (("eq", "{}"), ("in", ["{}"]), ("ne", "{}"), ("not_in", ["{}"])):
                    counts = []
                    for id_ in (target, RANDOM_ID):
                        asked = id_ if value == "{}" else [id_]
                        body = {"filter": {"field": field["key"], "op": op, "value": asked}, "measures": ["count"]}
                        answer = client.call("POST", f"/{kind}/aggregate", body)
                        counts.append((answer.status, answer.body))
                    checks.that(counts[0] == counts[1], f"{kind} where {field['key']} {op} as {who}: {counts}")
        for kind, id_ in hidden.items():
            for work in ({"delete": True}, {"set": {"name": "x"}}, {"do": "advance"}):
                answers = [client.call("POST", f"/{kind}/bulk", {"ids": [which], **work}) for which in (id_, RANDOM_ID)]
                texts = [answer.body.decode().replace(which, "#") for answer, which in zip(answers, (id_, RANDOM_ID))]
                checks.that(texts[0] == texts[1], f"bulk {work} of {kind} as {who}: {texts}")
                checks.that(company.admin.get(f"/{kind}/{id_}").status == 200, f"bulk {work} of {kind} as {who} did something")
            for path in (f"/{kind}?q={CANARY}", f"/search?q={CANARY}", "/bin"):
                answer = client.call("GET", path)
                checks.that(id_ not in answer.body.decode(), f"{path} as {who}: {answer}")
    checks.that(tried >= 40, f"only {tried} references were tried")
    return checks.end()


def main():
    with Server() as server:
        company = Company(server)
        company.made("roles", {"name": "clerk", "key": "clerk", "rights": CLERK})
        company.user("clerk", "clerk", company.admin.get(f"/users/{company.ids['rep_a']}").json["team"]["id"])
        spec = server.client().get("/openapi.json").json
        deal, noted = worked_deal(company)
        treatment = treated(company, deal)
        left = uncovered(spec, {**company.records, **noted, **treatment})
        for name in left:
            print(f"FAIL idor: nothing here tries {name}")
        failed = matrix(server, company, spec, {**noted, **treatment}) or len(left)
        for part in (lambda: whole_company(company, spec), lambda: owns(company), lambda: development(company, spec), lambda: oracles(company, noted), lambda: bystander(company, spec, deal, noted)):
            failed = part() or failed
        return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
