#!/usr/bin/env python3
"""A full disk: writes answer 507 storage_full, reads go on, nothing acknowledged is lost, and it recovers by itself.
Needs a small file system of its own, so it is SKIPPED where it may not mount one."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from stage import Checks, Server

SIZE_MB = 192


def fill(path, leave):
    """Takes all space but `leave` bytes."""
    usage = shutil.disk_usage(path.parent)
    with open(path, "wb") as file:
        block, left = b"\0" * 65536, usage.free - leave
        while left > 0:
            try:
                file.write(block[:left])
                file.flush()
            except OSError:
                break
            left -= len(block)


def main():
    checks = Checks("disk full")
    mount = pathlib.Path(tempfile.mkdtemp(prefix="stagecraft-full-"))
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", mount], capture_output=True).returncode != 0:
        mount.rmdir()
        print("disk full: SKIPPED, no right to mount a small file system")
        return 0
    filler = mount / "filler"
    server = Server(mount / "data")
    try:
        (mount / "data").mkdir()
        server.start()
        admin = server.admin()
        kept = []

        def write():
            answer = admin.call("POST", "/accounts", {"name": f"full-{len(kept)}", "description": "长" * 8000})
            if answer.status == 201:
                kept.append(answer.json["id"])
            return answer

        checks.that(write().status == 201, "the first write failed")
        fill(filler, leave=256 * 1024)
        refused = None
        for _ in range(5000):
            answer = write()
            if answer.status != 201:
                refused = answer
                break
        checks.that(refused is not None and refused.status == 507 and refused.code == "storage_full", f"on a full disk a write answers {refused}")
        for _ in range(20):
            answer = write()
            checks.that(answer.status in (201, 507), f"on a full disk a write answers {answer}")
        checks.that(admin.get("/accounts", limit=5).status == 200, "reads don't go on")
        checks.that(admin.get(f"/accounts/{kept[-1]}").status == 200, "an acknowledged write can't be read")
        checks.that(server.alive(), "the server ended")

        filler.unlink()
        answer = None
        for _ in range(50):
            answer = write()
            if answer.status == 201:
                break
            time.sleep(0.1)
        checks.that(answer.status == 201, f"after space was made a write answers {answer}")
        lost = [id_ for id_ in kept if admin.get(f"/accounts/{id_}").status != 200]
        checks.that(not lost, f"{len(lost)} of {len(kept)} acknowledged writes are lost")
        server.stop()
        done = server.cli("check", check=False)
        checks.that(done.returncode == 0, f"stagecraft check:\n{done.stdout}{done.stderr}")
    finally:
        server.stop()
        server.log.close()
        subprocess.run(["umount", mount], check=False)
        mount.rmdir()
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
