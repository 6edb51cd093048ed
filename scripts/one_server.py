#!/usr/bin/env python3
"""A second server on the same directory refuses to start; commands reach the data through the first one's socket meanwhile."""
import os
import stat
import subprocess
import sys
import tempfile

from stage import BINARY, Checks, Server, free_port


def main():
    checks = Checks("one server")
    with tempfile.TemporaryDirectory() as nowhere:
        for command in (["check"], ["user", "list"], ["token", "create", "--user", "a@example.com"]):
            done = subprocess.run([BINARY, *command, "--data", nowhere], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=10)
            checks.that(done.returncode != 0 and nowhere in done.stderr, f"{command} on an empty directory: {done}")
        checks.that(not os.listdir(nowhere), f"a command made a database in a directory that was mistyped: {os.listdir(nowhere)}")
    with Server() as server:
        try:
            second = subprocess.run([BINARY, "serve", "--data", server.data, "--listen", f"127.0.0.1:{free_port()}"],
                                    stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=10)
            checks.that(second.returncode != 0, "the second server ended without an error")
            checks.that(len(second.stderr.strip()) > 20, f"the second server doesn't say why: {second.stderr!r}")
            checks.that("panicked" not in second.stderr, f"the second server panicked: {second.stderr}")
        except subprocess.TimeoutExpired:
            checks.that(False, "the second server started")
        checks.that(server.alive(), "the first server ended")

        socket = server.data / "stagecraft.sock"
        checks.that(socket.exists() and stat.S_IMODE(socket.stat().st_mode) == 0o600, "stagecraft.sock isn't there with mode 0600")
        before = len(server.users())
        server.cli("user", "create", "--email", "socket@example.com", "--name", "Socket", "--role", "admin", "--password-stdin", text="a long enough password 8\n")
        checks.that(len(server.users()) == before + 1, "a user made while the server runs isn't there")
        answer = server.client(server.token("socket@example.com")).get("/me")
        checks.that(answer.status == 200 and answer.json["user"]["email"] == "socket@example.com", f"the new user's token: {answer}")

        # A password that was forgotten: set by hand, or by a link of which only the path is printed.
        def sign_in(password):
            return server.stranger().call("POST", "/session", {"email": "socket@example.com", "password": password}).status
        server.cli("user", "password", "--email", "socket@example.com", "--password-stdin", text="another long password 9\n")
        checks.that((sign_in("a long enough password 8"), sign_in("another long password 9")) == (401, 200), "user password didn't set it")
        path = server.cli("user", "invite", "--email", "socket@example.com").stdout.strip()
        checks.that(path.startswith("/join/"), f"user invite printed {path!r}")
        joined = server.stranger().call("POST", path, {"password": "by the link it is set"})
        checks.that(joined.status == 200 and sign_in("by the link it is set") == 200, f"the link that user invite printed: {joined}")
        checks.that(server.stranger().get(path).status == 404, "the link works twice")
        nobody = server.cli("user", "invite", "--email", "nobody@example.com", check=False)
        checks.that(nobody.returncode != 0 and "nobody@example.com" in nobody.stderr, f"a link for nobody: {nobody}")
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
