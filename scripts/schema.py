"""Runs schemathesis against a fresh sample company, as its administrator."""
import os
import pathlib
import subprocess
import sys

from company import Company
from stage import API, ROOT, Server

# An event stream doesn't end; signing out or a new password would end the run; there is a company already.
LEFT_OUT = ["events", "session", "me/password", "setup", "join"]


def config(company):
    """Real ids for the paths, so that more than refusals is tried."""
    lines = []
    for kind, id_ in {**company.records, "users": company.ids["rep_b"]}.items():
        lines += ["[[operations]]", f"include-path-regex = '^{API}/{kind}/\\{{id\\}}'", f"parameters = {{ id = '{id_}' }}", ""]
    return "\n".join(lines)


def main(examples, seconds):
    with Server() as server:
        st = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "python" / "bin" / "st"
        company = Company(server)
        file = pathlib.Path(server.data) / "schemathesis.toml"
        file.write_text(config(company))
        command = [
            st, "--config-file", file, "run", f"http://127.0.0.1:{server.port}{API}/openapi.json",
            "--header", f"Authorization: Bearer {company.tokens['admin']}", "--header", 'If-Match: "1"',
            "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
            "--phases", "coverage,fuzzing", "--max-examples", examples, "--max-time", seconds, "--seed", "1", "--continue-on-failure",
            "--generation-database", "none", "--request-timeout", "10", "--warnings", "off", "--no-color",
        ]
        for path in LEFT_OUT:
            command += ["--exclude-path", f"{API}/{path}"]
        done = subprocess.run(command, cwd=server.data, check=False)
        alive = server.alive()
        faults = [line for line in server.output().splitlines() if "ERROR" in line]
    # What a fault of the server's was, only its own log knows.
    for line in faults[:20]:
        print(f"server: {line}")
    good = done.returncode == 0 and alive
    print(f"schema: {'ok' if good else 'FAILED'}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
