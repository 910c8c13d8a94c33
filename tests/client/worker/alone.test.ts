import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCE = join(import.meta.dirname, "../../../static/src");

/** A module that the page uses too would be built as a chunk, which a classic worker cannot import. */
test("the service worker shares no code with the page", () => {
  const files = ["worker.ts", ...readdirSync(join(SOURCE, "worker")).map((name) => `worker/${name}`)];
  for (const file of files) {
    const text = readFileSync(join(SOURCE, file), "utf8");
    const shared = [...text.matchAll(/^import (?!type ).* from "(\.\.\/.*)";$/gm)].map(([, path]) => path);
    expect(shared, file).toEqual([]);
  }
});
