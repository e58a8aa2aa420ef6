import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commonEnvironment } from "../src/environment.js";

describe("the environment of Node and browsers", () => {
  it("keepsATimerForWeeks_thoughTimersCountIn32Bits", async () => {
    let isOver = false;
    const cancel = commonEnvironment.schedule(2 ** 31 + 5_000, () => {
      isOver = true;
    });
    await new Promise<void>((soon) => commonEnvironment.schedule(50, soon));
    cancel();
    assert.equal(isOver, false);
  });
});
