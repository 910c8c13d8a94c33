import type { ShownData } from "../protocol/pushes";

/** What answering a notification needs of the world. */
export interface Answering {
  call(method: string, path: string, body: unknown): Promise<void>;
  open(url: string, conversation: string, seq: number | null, draft?: string | null): Promise<void>;
  uuid(): string;
}

/** A press on a notification or on one of its buttons. `reply` is what was typed, where a platform lets one type. */
export async function answer(
  { conversation, seq, url }: ShownData,
  action: string,
  reply: string | null,
  { call, open, uuid }: Answering,
): Promise<void> {
  const path = `conversations/${encodeURIComponent(conversation)}`;
  // No server takes half a character. The worker shares no module with the page: it would no longer be one script.
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
