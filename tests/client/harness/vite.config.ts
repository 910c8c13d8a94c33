// The screen with the real engine and a server in memory, to view and measure it without a backend.
import { resolve } from "node:path";
import { defineConfig } from "vite";
import { emoji } from "../../../vite.emoji.ts";

const STRICT = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html dompurify",
].join("; ");

export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  appType: "spa",
  plugins: [emoji()],
  build: {
    outDir: resolve(import.meta.dirname, "../../../static/dist/harness"),
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: "127.0.0.1",
    port: 5199,
    strictPort: true,
    fs: { allow: [resolve(import.meta.dirname, "../../..")] },
  },
  preview: {
    host: "127.0.0.1",
    port: 5199,
    strictPort: true,
    headers: { "Content-Security-Policy": STRICT },
  },
});
