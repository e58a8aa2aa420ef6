import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer, type WebSocket } from "ws";
import { framed, MessageReader } from "./framing.js";

// The driver's command for a client in a browser: starts Chromium (or what $CHROMIUM names) without
// a window, serves it the client as it is built, and passes the suite's messages on to the page.

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const IMPORTS = {
  "@bufbuild/protobuf": "/node_modules/@bufbuild/protobuf/dist/esm/index.js",
  "@bufbuild/protobuf/codegenv2": "/node_modules/@bufbuild/protobuf/dist/esm/codegenv2/index.js",
  "@bufbuild/protobuf/wire": "/node_modules/@bufbuild/protobuf/dist/esm/wire/index.js",
  fflate: "/node_modules/fflate/esm/browser.js",
};

const PAGE = `<!doctype html>
<title>Muxwire conformance</title>
<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>
<script type="module" src="/build/driver/page.js"></script>
`;

const TYPES: Record<string, string> = { ".js": "text/javascript", ".map": "application/json" };

const server = createServer((request, response) => {
  const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
  if (path === "/") {
    response.setHeader("Content-Type", "text/html; charset=utf-8").end(PAGE);
    return;
  }
  readFile(join(ROOT, path)).then(
    (file) => response.setHeader("Content-Type", TYPES[extname(path)] ?? "text/plain").end(file),
    () => response.writeHead(404).end(),
  );
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

const profile = await mkdtemp(join(tmpdir(), "muxwire-chromium-"));
const browser = spawn(
  process.env.CHROMIUM ?? "chromium",
  [
    "--headless",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    // Chromium's sandbox refuses to run as root. The page is our own.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    `--user-data-dir=${profile}`,
    address,
  ],
  { stdio: ["ignore", "ignore", process.env.CHROMIUM_LOG === undefined ? "ignore" : "inherit"] },
);

async function end(code: number): Promise<never> {
  if (browser.exitCode === null && browser.signalCode === null) {
    const exited = new Promise((done) => browser.once("exit", done));
    browser.kill("SIGKILL");
    await exited;
  }
  await rm(profile, { recursive: true, force: true, maxRetries: 20 });
  process.exit(code);
}

function fail(reason: string): void {
  process.stderr.write(`${reason}\n`);
  void end(1);
}

browser.once("error", (error) => fail(`cannot start the browser: ${error.message}`));
browser.once("exit", (code, signal) => fail(`the browser ended: ${code ?? signal}`));

let page: WebSocket | undefined;
/** What the suite said before the page was there. */
const early: Uint8Array[] = [];

new WebSocketServer({ server, path: "/driver" }).on("connection", (socket) => {
  page = socket;
  socket.on("message", (event: Buffer) => process.stdout.write(framed(event)));
  socket.on("close", () => fail("the page went away"));
  for (const message of early.splice(0)) socket.send(message);
});

const reader = new MessageReader();
process.stdin.on("data", (bytes: Buffer) => {
  for (const message of reader.push(bytes)) {
    if (page === undefined) early.push(message);
    else page.send(message);
  }
});
process.stdin.on("end", () => {
  browser.removeAllListeners("exit");
  page?.removeAllListeners("close");
  void end(0);
});
process.stdout.on("error", () => void end(1));
