import { scriptAddress } from "./scripts";

const WORKER = "/static/worker.js";
/** The page that was kept, and how far was told of what. */
const CACHES = ["parlance-shell", "parlance-told"];

/** Lets the chat page be opened without a network (worker.ts). Where that cannot be, all else works. */
export async function keepShell(): Promise<void> {
  try {
    if (!("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register(scriptAddress(WORKER), { scope: "/" });
  } catch (error) {
    console.warn("The chat cannot be opened offline:", error);
  }
}

/** The page that was kept names people and what they said last. */
export async function forgetShell(): Promise<void> {
  if ("caches" in globalThis) await Promise.all(CACHES.map((name) => caches.delete(name)));
}
