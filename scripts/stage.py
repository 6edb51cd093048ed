"""A real server on a throw-away sample company, for the scripts that try to break it. Standard library only."""
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "debug" / "stagecraft"
SHARED = pathlib.Path(os.environ.get("STAGECRAFT_SHARED", ROOT.parent / "shared"))
API = "/api/v1"
# The server closes connections that are idle for longer.
IDLE_SECONDS = 5.0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Answer:
    """What a call brought. `json` is None if the body isn't JSON."""

    def __init__(self, status, headers, body, seconds):
        self.status, self.headers, self.body, self.seconds = status, headers, body, seconds
        try:
            self.json = json.loads(body) if body else None
        except ValueError:
            self.json = None

    @property
    def code(self):
        return self.json.get("code") if isinstance(self.json, dict) else None

    def __repr__(self):
        return f"{self.status} {self.body[:300].decode('utf-8', 'replace')}"


class Client:
    """One keep-alive connection under one token (None: nobody)."""

    def __init__(self, port, token=None, timeout=30, source=None):
        self.port, self.token, self.timeout, self.source = port, token, timeout, source
        self.connection, self.used = None, 0.0

    def call(self, method, path, body=None, headers=None, raw=None):
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        data = raw
        if body is not None:
            data = json.dumps(body).encode()
        if data is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        outside = path.startswith(("/healthz", "/readyz", "/calendar/", "//"))
        target = path if outside else API + path
        began = time.perf_counter()
        if began - self.used > IDLE_SECONDS:
            self.close()
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout, source_address=self.source)
        try:
            self.connection.request(method, target, body=data, headers=sent)
            answer = self.connection.getresponse()
            content = answer.read()
        except Exception:
            self.close()
            raise
        self.used = time.perf_counter()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, content, time.perf_counter() - began)

    def get(self, path, **query):
        if query:
            path += "?" + urllib.parse.urlencode({k: json.dumps(v) if isinstance(v, (dict, list)) else v for k, v in query.items()})
        return self.call("GET", path)

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Server:
    """`stagecraft demo` on a directory of its own, unless one is given."""

    def __init__(self, data=None, env=None):
        self.own = data is None
        self.data = pathlib.Path(data or tempfile.mkdtemp(prefix="stagecraft-"))
        self.env = {**os.environ, **(env or {})}
        self.process, self.port, self.strangers = None, None, 0
        self.log = open(self.data.parent / f"{self.data.name}.log", "ab")

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        self.log.close()
        if self.own:
            shutil.rmtree(self.data, ignore_errors=True)
            pathlib.Path(self.log.name).unlink(missing_ok=True)

    def start(self, command="demo", limit=60):
        """Starts it; returns the seconds until it answered."""
        self.port = free_port()
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [BINARY, command, *(["--sample", "small"] if command == "demo" else []), "--data", self.data, "--listen", f"127.0.0.1:{self.port}"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=self.env, cwd=ROOT)
        while time.perf_counter() - began < limit:
            if self.process.poll() is not None:
                break
            try:
                if Client(self.port, timeout=5).call("GET", "/readyz").status == 200:
                    return time.perf_counter() - began
            except OSError:
                pass
            time.sleep(0.01)
        raise SystemExit(f"the server didn't start:\n{self.output()[-4000:]}")

    def output(self):
        self.log.flush()
        return pathlib.Path(self.log.name).read_text(errors="replace")

    def kill(self):
        """As a power cut would: no chance to tidy up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def alive(self):
        return self.process.poll() is None

    def cli(self, *words, text=None, check=True):
        """Runs `stagecraft …` on the same directory."""
        done = subprocess.run([BINARY, *words, "--data", self.data], input=text or "", capture_output=True, text=True, timeout=120, env=self.env)
        if check and done.returncode != 0:
            raise SystemExit(f"stagecraft {' '.join(map(str, words))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done

    def users(self):
        return json.loads(self.cli("user", "list", "--json").stdout)

    def token(self, email):
        return self.cli("token", "create", "--user", email).stdout.split()[-1]

    def client(self, token=None):
        return Client(self.port, token)

    def stranger(self):
        """Nobody, from an address that hasn't called yet, so that no limit of addresses is in the way."""
        self.strangers += 1
        return Client(self.port, source=(f"127.1.{self.strangers // 250}.{self.strangers % 250 + 1}", 0))

    def admin(self):
        """A client of the first administrator."""
        email = next(user["email"] for user in self.users() if user["role"] == "admin" and user["active"])
        return self.client(self.token(email))


class Checks:
    """Counts what held and prints what didn't."""

    def __init__(self, name):
        self.name, self.passed, self.failed = name, 0, 0

    def that(self, holds, what):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL {self.name}: {what}", flush=True)
        return holds

    def end(self):
        print(f"{self.name}: {self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed else 0
