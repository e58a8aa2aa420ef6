import { readFileSync } from "node:fs";
import { connect } from "@muxwire/client/node"; // in a browser: "@muxwire/client/browser"

const [url, tokenFile, terminalId] = process.argv.slice(2) as [string, string, string];
const client = connect({ url, token: readFileSync(tokenFile, "utf8").trim() });
client.onState((now) => now.state !== "connected" && console.error(`[${now.state}]`));

const terminal = client.attach({ workspace: "main", terminalId, from: "start" });
process.stdin.on("data", (line) => terminal.write(line).catch(console.error));

for await (const event of terminal) {
  if (event.type === "output") process.stdout.write(event.data);
  if (event.type === "skipped") console.error(`[${event.to - event.from} bytes are gone]`);
  if (event.type === "exited") break;
}
await client.close();
