import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { emoji } from "./vite.emoji.ts";

const DIST = "static/dist";
const COMPRESSED = new Set([".js", ".css", ".svg", ".json", ".webmanifest"]);
const LEAST_BYTES = 1024;

/** Writes a brotli and a gzip version next to each file. The server sends the one that the browser accepts. */
async function compress(current: ReadonlySet<string>): Promise<void> {
  const files = await readdir(DIST, { recursive: true });
  await Promise.all(
    files
      .filter((name) => COMPRESSED.has(extname(name)))
      .filter((name) => !name.startsWith("assets/") || current.has(name))
      .map(async (name) => {
        const path = join(DIST, name);
        const bytes = await readFile(path);
        if (bytes.length < LEAST_BYTES) return;
        const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
        await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, best));
        await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
      }),
  );
}

/** Pages of the build before load more files of it for as long as they are open. */
const KEPT_MS = 14 * 24 * 3_600_000;
const FORMER = join(DIST, "former.json");

/** Removes files that no build of the last days has. A file notes when it was superseded. */
async function forgetFormer(current: ReadonlySet<string>): Promise<void> {
  const known = JSON.parse(await readFile(FORMER, "utf8").catch(() => "{}")) as Record<string, string>;
  const former: Record<string, string> = {};
  for (const name of await readdir(join(DIST, "assets"))) {
    const source = `assets/${name.replace(/(\.map)?(\.br|\.gz)?$/, "")}`;
    if (current.has(source)) continue;
    const since = known[source] ?? new Date().toISOString();
    if (Date.now() - Date.parse(since) > KEPT_MS) await rm(join(DIST, "assets", name));
    else former[source] = since;
  }
  await writeFile(FORMER, JSON.stringify(former));
}

/** Compresses the files of this build, and keeps those of former ones next to them. */
function finish(): Plugin {
  let current: ReadonlySet<string> = new Set();
  return {
    name: "finish",
    apply: "build",
    writeBundle: (_, bundle) => {
      current = new Set(Object.keys(bundle));
    },
    async closeBundle() {
      await forgetFormer(current);
      await compress(current);
    },
  };
}

export default defineConfig({
  base: "/static/",
  publicDir: "static/public",
  build: {
    outDir: DIST,
    emptyOutDir: false,
    manifest: "manifest.json",
    target: "es2022",
    sourcemap: true,
    // The strict CSP permits neither data: addresses nor inline scripts for preloading.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ["static/src/main.ts", "static/src/pages.ts", "static/src/worker.ts"],
      output: {
        // Browsers identify a worker by its address, so the address must not change with the content.
        entryFileNames: ({ name }) => (name === "worker" ? "worker.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  plugins: [emoji(), finish()],
  server: { host: "127.0.0.1", port: 5173, origin: "http://127.0.0.1:5173" },
  test: {
    include: ["tests/client/**/*.test.ts"],
    environment: "node",
    restoreMocks: true,
    // Tests must not fail because the machine is busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
