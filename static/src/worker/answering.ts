import type { ShownData } from "../protocol/pushes";

/** The dependencies of `answer`. */
export interface Answering {
  call(method: string, path: string, body: unknown): Promise<void>;
  open(url: string, conversation: string, seq: number | null, draft?: string | null): Promise<void>;
  uuid(): string;
}

/** Handles a press on a notification or one of its buttons. `reply` is typed text, on platforms that support it. */
export async function answer(
  { conversation, seq, url }: ShownData,
  action: string,
  reply: string | null,
  { call, open, uuid }: Answering,
): Promise<void> {
  const path = `conversations/${encodeURIComponent(conversation)}`;
  // The server refuses half a character. The worker must be one script, so it cannot share a module with the page.
  const text = reply?.trim().replace(/\p{Surrogate}/gu, "\uFFFD") ?? "";
  if (action === "read") {
    await call("PUT", `${path}/receipt`, { read_seq: seq }).catch(() => open(url, conversation, seq));
  } else if (action === "reply" && text) {
    const message = { client_id: uuid(), body: text };
    await call("POST", `${path}/messages`, message).catch(() => open(url, conversation, null, text));
  } else {
    await open(url, conversation, seq || null);
  }
}
