import { defineConfig } from "vitest/config";
import { emoji } from "./vite.emoji.ts";
import { finish } from "./vite.finish.ts";

const DIST = "static/dist";

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
  plugins: [emoji(), finish(DIST)],
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
