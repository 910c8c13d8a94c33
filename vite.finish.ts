// What the build does last: compresses its files, and keeps those of former builds for a while.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const COMPRESSED = new Set([".js", ".css", ".svg", ".json", ".webmanifest"]);
const LEAST_BYTES = 1024;
/** Pages of the build before load more files of it for as long as they are open. */
const KEPT_MS = 14 * 24 * 3_600_000;

export function finish(dist: string): Plugin {
  let current: ReadonlySet<string> = new Set();
  return {
    name: "finish",
    apply: "build",
    writeBundle: (_, bundle) => {
      current = new Set(Object.keys(bundle));
    },
    async closeBundle() {
      await forgetFormer(dist, current);
      await compress(dist, current);
    },
  };
}

/** Removes files that no build of the last days has. former.json notes since when each is superseded. */
export async function forgetFormer(dist: string, current: ReadonlySet<string>): Promise<void> {
  const notes = join(dist, "former.json");
  const known = JSON.parse(await readFile(notes, "utf8").catch(() => "{}")) as Record<string, string>;
  const former: Record<string, string> = {};
  for (const name of await readdir(join(dist, "assets"))) {
    const source = `assets/${name.replace(/(\.map)?(\.br|\.gz)?$/, "")}`;
    if (current.has(source)) continue;
    const since = known[source] ?? new Date().toISOString();
    if (Date.now() - Date.parse(since) > KEPT_MS) await rm(join(dist, "assets", name));
    else former[source] = since;
  }
  await writeFile(notes, JSON.stringify(former));
}

/** Writes a brotli and a gzip version next to each file. The server sends the one that the browser accepts. */
async function compress(dist: string, current: ReadonlySet<string>): Promise<void> {
  const files = await readdir(dist, { recursive: true });
  await Promise.all(
    files
      .filter((name) => COMPRESSED.has(extname(name)))
      .filter((name) => !name.startsWith("assets/") || current.has(name))
      .map(async (name) => {
        const path = join(dist, name);
        const bytes = await readFile(path);
        if (bytes.length < LEAST_BYTES) return;
        const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
        await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, best));
        await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
      }),
  );
}
