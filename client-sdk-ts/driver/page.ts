import { browserEnvironment } from "../src/adapters/browser.js";
import { Driver } from "./driver.js";

// The driver in a page of a browser: requests come from, and events go to, what serves the page.
const bridge = new WebSocket(`ws://${location.host}/driver`);
const driver = new Driver(browserEnvironment, (event) => {
  bridge.send(new Uint8Array(event));
});
bridge.binaryType = "arraybuffer";
bridge.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
  driver.handle(new Uint8Array(data));
};
bridge.onclose = () => void driver.close();
