import { scriptAddress } from "./scripts";

const WORKER = "/static/worker.js";
/** The stored page, and how far each conversation was notified. */
const CACHES = ["parlance-shell", "parlance-told"];

/** Stores the chat page for use without a network (worker.ts). Everything else works without that. */
export async function keepShell(): Promise<void> {
  try {
    if (!("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register(scriptAddress(WORKER), { scope: "/" });
  } catch (error) {
    console.warn("The chat cannot be opened offline:", error);
  }
}

/** Deletes the stored page, because it contains names and messages. */
export async function forgetShell(): Promise<void> {
  if ("caches" in globalThis) await Promise.all(CACHES.map((name) => caches.delete(name)));
}
