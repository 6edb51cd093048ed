#!/usr/bin/env python3
"""Every operation of the OpenAPI file under six roles against one record of each kind: runs the shared matrix on a fresh sample company."""
import json
import subprocess
import sys
import tempfile

from company import CANARY, Company
from stage import API, SHARED, Server

MATRIX = SHARED / "security" / "idor_matrix.py"
RANDOM_ID = "01900000-0000-7000-8000-00000000dead"

# The operations that need no sign-in, reviewed by hand. The matrix fails if the OpenAPI file has others.
PUBLIC = [
    f"GET {API}/setup", f"POST {API}/setup", f"POST {API}/session", f"GET {API}/openapi.json",
    f"GET {API}/join/{{secret}}", f"POST {API}/join/{{secret}}", "GET /healthz", "GET /readyz", "GET /metrics",
]
# An event stream doesn't end, and signing out would end the matrix.
SKIP = [f"GET {API}/events", f"DELETE {API}/session"]


def main():
    if not MATRIX.exists():
        print(f"idor: SKIPPED, {MATRIX} isn't there")
        return 0
    with Server() as server:
        company = Company(server)
        spec = server.client().get("/openapi.json").json
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
                 # Every manager reads every account, so that nobody calls on another's customer unknowingly.
                 "read": ["admin", "mgr_a", "rep_a", "ro_api"] + (["mgr_b"] if kind == "accounts" else []), "write": ["admin", "mgr_a", "rep_a"]}
                for kind, id_ in company.records.items()],
            "random_id": RANDOM_ID,
        }
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(config, file)
            file.flush()
            return subprocess.run([sys.executable, MATRIX, file.name], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
