// Handles the worker's messages: opens a conversation, and replies whether the user looks at one.
import type { FromWorker } from "../protocol/pushes";
import type { Screen } from "./screen";

export function listenToWorker(screen: Screen): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  navigator.serviceWorker?.addEventListener("message", (event) => receive(screen, event), { signal });
  return () => listening.abort();
}

function receive(screen: Screen, { data, ports: [port] }: MessageEvent): void {
  const message = data as FromWorker;
  if (message.type === "looking") port?.postMessage(isLookedAt(screen, message.conversation));
  else if (message.type === "open") open(screen, message);
}

function isLookedAt(screen: Screen, conversation: string): boolean {
  return document.visibilityState === "visible" && screen.timeline.value?.conversationId === conversation;
}

/** Closes layers over the page first, because they would hide the conversation. */
function open(screen: Screen, { conversation, seq, draft }: Extract<FromWorker, { type: "open" }>): void {
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
  screen.menu.value = null;
  screen.router.go(conversation, seq);
  if (draft !== null) screen.chat.drafts.putBefore(conversation, draft);
}
