import { nodeEnvironment } from "../src/adapters/ws.js";
import { Driver } from "./driver.js";
import { framed, MessageReader } from "./framing.js";

const driver = new Driver(nodeEnvironment, (event) => {
  process.stdout.write(framed(event));
});
const reader = new MessageReader();

process.stdin.on("data", (bytes: Buffer) => {
  for (const message of reader.push(bytes)) {
    driver.handle(message);
  }
});
process.stdin.on("end", () => {
  const exit = (): never => process.exit(0);
  setTimeout(exit, 3_000);
  void driver.close().then(exit);
});
process.stdout.on("error", () => process.exit(1));
