import { scriptAddress } from "./scripts";

const WORKER = "/static/worker.js";
const CACHE = "parlance-shell";

/** Lets the chat page be opened without a network (worker.ts). Where that cannot be, all else works. */
export async function keepShell(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(scriptAddress(WORKER), { scope: "/" });
  } catch (error) {
    console.warn("The chat cannot be opened offline:", error);
  }
}

/** The page that was kept names people and what they said last. */
export async function forgetShell(): Promise<void> {
  if ("caches" in globalThis) await caches.delete(CACHE);
}
