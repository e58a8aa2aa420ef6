import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";

it("theExampleOfTheReadme_isTheOneThatIsCompiled", () => {
  const file = (name: string): string =>
    readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
  const example = file("examples/print.ts");
  assert.ok(file("README.md").includes("```ts\n" + example + "```\n"));
});
