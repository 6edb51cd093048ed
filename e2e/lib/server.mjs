// Starts the real binary on a throw-away sample company.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
const BINARY = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "debug/stagecraft");
const START_MS = 60_000;

/** A port that nobody listens on just now. */
async function freePort() {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

/** The sign-ins that the demo prints: one password for all, and a line for each address. */
function readSignIns(output) {
  const password = output.match(/(?:密码都是|password is)\s*(\S+)/)?.[1];
  const addresses = output.matchAll(/([\w.+-]+@[\w.-]+\.\w+).*/g);
  return [...addresses].map(([line, email]) => ({ email, password, line: line.trim() }));
}

/**
 * Starts `stagecraft demo`, or `serve` on an empty directory; resolves once it answers.
 * @param {"demo"|"serve"} command
 * @returns {Promise<{url: string, signIns: {email: string, password: string, line: string}[], output: () => string, stop: () => Promise<void>}>}
 */
export async function start(command) {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} isn't there: run cargo build --bin stagecraft first`);
  const data = await mkdtemp(join(tmpdir(), "stagecraft-e2e-"));
  const url = `http://127.0.0.1:${await freePort()}`;
  let output = "";
  const sample = command === "demo" ? ["--sample", "small"] : [];
  const child = spawn(BINARY, [command, ...sample, "--data", data, "--listen", url.slice("http://".length)], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const exited = new Promise((done) => child.once("exit", done));
  const stop = async () => {
    child.kill("SIGTERM");
    const hard = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await exited;
    clearTimeout(hard);
    await rm(data, { recursive: true, force: true });
  };
  const until = Date.now() + START_MS;
  for (;;) {
    const ready = await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) break;
    if (child.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error(`the server didn't start:\n${output}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  return { url, signIns: readSignIns(output), output: () => output, stop };
}
