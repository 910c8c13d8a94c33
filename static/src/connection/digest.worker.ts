// Hashes one file outside the page's thread. Replies with { sha256 } or { unreadable }.
import { sha256Of } from "./hashing";

addEventListener("message", async ({ data }: MessageEvent<File>) => {
  try {
    postMessage({ sha256: await sha256Of(data) });
  } catch {
    postMessage({ unreadable: true });
  }
});
