import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { forgetFormer } from "../../../vite.finish";

const DAY_MS = 24 * 3_600_000;

test("files of former builds are kept for two weeks after they are superseded", async () => {
  const dist = await mkdtemp(join(tmpdir(), "dist-"));
  const assets = join(dist, "assets");
  const left = async (): Promise<string[]> => (await readdir(assets)).sort();
  try {
    await mkdir(assets);
    for (const name of ["main-1.js", "main-1.js.br", "main-1.js.map", "main-2.js", "style-1.css"])
      await writeFile(join(assets, name), "");
    await forgetFormer(dist, new Set(["assets/main-2.js", "assets/style-1.css"]));
    expect(await left()).toHaveLength(5);
    const superseded = new Date(Date.now() - 15 * DAY_MS).toISOString();
    await writeFile(join(dist, "former.json"), JSON.stringify({ "assets/main-1.js": superseded }));
    // A file of 15 days ago that this build has again is not former.
    await forgetFormer(dist, new Set(["assets/style-1.css"]));
    expect(await left()).toEqual(["main-2.js", "style-1.css"]);
  } finally {
    await rm(dist, { recursive: true });
  }
});
