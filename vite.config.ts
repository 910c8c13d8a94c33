import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { defineConfig } from "vitest/config";
import { emoji } from "./vite.emoji.ts";

const DIST = "static/dist";
const COMPRESSED = new Set([".js", ".css", ".svg", ".json", ".webmanifest"]);
const LEAST_BYTES = 1024;

/** Writes a brotli and a gzip version next to each file. The server sends the one that the browser accepts. */
async function compress(): Promise<void> {
  const files = await readdir(DIST, { recursive: true });
  await Promise.all(
    files
      .filter((name) => COMPRESSED.has(extname(name)))
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

export default defineConfig({
  base: "/static/",
  publicDir: "static/public",
  build: {
    outDir: DIST,
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
  plugins: [emoji(), { name: "compress", apply: "build", closeBundle: compress }],
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
