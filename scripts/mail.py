#!/usr/bin/env python3
"""The daily digest through a real SMTP server: sent once, in both forms, again after a refusal for now, never after a maybe."""
import datetime
import email
import email.policy
import os
import pathlib
import sys
import time

from stage import ROOT, Checks, Server, free_port

VENV = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "python" / "bin" / "python"
try:
    from aiosmtpd.controller import Controller
except ImportError:
    if pathlib.Path(sys.executable) == VENV or not VENV.exists():
        sys.exit("aiosmtpd is missing: run scripts/setup.sh python")
    os.execv(VENV, [str(VENV), *sys.argv])

# The first wait before a message is tried again is a minute.
LIMIT = 120


class Box:
    """Takes mail, but for what it was told to refuse first."""

    def __init__(self):
        self.letters, self.tries, self.answers = [], {}, {}

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        self.tries[address] = self.tries.get(address, 0) + 1
        answer = self.answers.get(address)
        if answer and self.tries[address] == 1:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        self.letters.append((envelope.rcpt_tos[0], email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 OK"


def until(holds):
    """Waits until something holds."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end and not holds():
        time.sleep(0.2)
    return holds()


def main():
    checks = Checks("mail")
    box = Box()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.answers["siyuan@demo.example"] = "550 <siyuan@demo.example> no such box"
    env = {"STAGECRAFT_SMTP_URL": f"smtp://127.0.0.1:{port}", "STAGECRAFT_MAIL_FROM": "成单 <crm@example.com>", "STAGECRAFT_URL": "https://crm.example.com/"}
    with Server(env=env) as server:
        admin = server.client(server.token("admin@demo.example"))
        # A company somewhere on earth where it is noon, on a working day, so that the hour has just come.
        now = datetime.datetime.now(datetime.timezone.utc)
        shift = 12 - now.hour
        zone = f"Etc/GMT{-shift:+d}" if shift else "Etc/GMT"
        today = (now + datetime.timedelta(hours=shift)).date().isoformat()
        answer = admin.call("PATCH", "/workspace", {"time_zone": zone, "exceptions": {today: True}})
        checks.that(answer.status == 200, f"the time zone: {answer}")
        for who in ("rep", "siyuan"):
            client = server.client(server.token(f"{who}@demo.example"))
            checks.that(client.get("/me").json["mail"] is True, "the page isn't told that there is mail")
            client.call("POST", "/tasks", {"title": "催回款 <今天>", "due_on": today})
            answer = client.call("PATCH", "/me", {"digest_at": "12:00"})
            checks.that(answer.status == 200, f"choosing the hour: {answer}")
        checks.that(until(lambda: box.letters and box.tries.get("siyuan@demo.example")), f"no mail came: {server.output()[-2000:]}")
        # Restarted, and with time to do it again, it sends nothing twice.
        server.stop()
        server.start()
        time.sleep(8)
        checks.that([to for to, _ in box.letters] == ["rep@demo.example"], f"letters to {[to for to, _ in box.letters]}")
        checks.that(box.tries == {"rep@demo.example": 1, "siyuan@demo.example": 1}, f"tries: {box.tries}")
        letter = box.letters[0][1]
        text, html = letter.get_body(("plain",)).get_content(), letter.get_body(("html",)).get_content()
        checks.that(letter["subject"].startswith("成单：今天 "), f"the subject: {letter['subject']}")
        checks.that(letter["from"] == "成单 <crm@example.com>" and letter["auto-submitted"] == "auto-generated", f"the head: {letter.items()}")
        checks.that("催回款 <今天>" in text and "https://crm.example.com/today" in text, f"the text: {text}")
        checks.that("催回款 &lt;今天&gt;" in html and '<html lang="zh-CN">' in html, f"the HTML: {html}")

        # A server that isn't there: kept, and sent once it is back.
        controller.stop()
        client = server.client(server.token("junjie@demo.example"))
        client.call("POST", "/tasks", {"title": "稍后", "due_on": today})
        client.call("PATCH", "/me", {"digest_at": "12:00"})
        checks.that(until(lambda: server.output().count("was not sent") >= 2), "an unreachable mail server isn't logged")
        checks.that(not any(f"{who}@" in server.output() for who in ("siyuan", "junjie")), "the log says whom mail was for")
        again = Controller(box, hostname="127.0.0.1", port=port)
        again.start()
        checks.that(until(lambda: len(box.letters) == 2), "what couldn't be sent wasn't sent later")
        again.stop()
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
