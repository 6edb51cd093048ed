#!/usr/bin/env python3
"""Every operation of the OpenAPI file under nine roles against one record of each kind: runs the shared matrix on a fresh sample company.
Then what a role that sees deals but not how they are worked finds of answers and waivers."""
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
    f"GET {API}/join/{{secret}}", f"POST {API}/join/{{secret}}", "GET /healthz", "GET /readyz", "GET /metrics",
]
# An event stream doesn't end, and signing out would end the matrix.
SKIP = [f"GET {API}/events", f"DELETE {API}/session"]

# Reads deals, contacts and accounts of everybody, but nothing of how deals are worked, and not all fields.
CLERK = {"objects": {"opportunities": {"read": "all", "hidden": ["amount"]}, "contacts": {"read": "all", "masked": ["phone"]}, "accounts": {"read": "all"}}, "can": []}
HIDDEN = {kind: rights.get("hidden", []) + rights.get("masked", []) for kind, rights in CLERK["objects"].items()}
# Every manager reads every account, so that nobody calls on another's customer unknowingly.
ALSO = {"accounts": ["mgr_b", "clerk"], "contacts": ["clerk"], "opportunities": ["clerk"]}


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
    return deal, {"answers": answer, "waivers": waiver}


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
            answer = clerk.get(path[len(API):].replace("{id}", deal))
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


def main():
    with Server() as server:
        company = Company(server)
        company.made("roles", {"name": "clerk", "key": "clerk", "rights": CLERK})
        company.user("clerk", "clerk", company.admin.get(f"/users/{company.ids['rep_a']}").json["team"]["id"])
        spec = server.client().get("/openapi.json").json
        deal, noted = worked_deal(company)
        failed = matrix(server, company, spec, noted)
        return bystander(company, spec, deal, noted) or failed


if __name__ == "__main__":
    sys.exit(main())
