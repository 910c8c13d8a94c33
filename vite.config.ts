import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/static/",
  publicDir: "static/public",
  build: {
    outDir: "static/dist",
    manifest: "manifest.json",
    target: "es2022",
    sourcemap: true,
    // Strict CSP: nothing is inlined as data:, nothing is preloaded by an inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ["static/src/main.ts", "static/src/pages.ts", "static/src/worker.ts"],
      output: {
        // A worker is known by its address: that one may not change with its content.
        entryFileNames: ({ name }) => (name === "worker" ? "worker.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  server: { host: "127.0.0.1", port: 5173, origin: "http://127.0.0.1:5173" },
  test: {
    include: ["tests/client/**/*.test.ts"],
    environment: "node",
    restoreMocks: true,
  },
});
