import type { Push } from "../protocol/pushes";

/** What a browser wants to have shown for a push that says nothing it can read. */
const SOMETHING: Push = {
  kind: "test",
  conversation: "",
  seq: 0,
  tag: "something",
  title: "Parlance",
  body: "There is something new.",
  url: "/",
  unread: 0,
};

/** The push as the server wrote it. */
export function readPush(text: string | undefined): Push {
  try {
    const push = { ...SOMETHING, ...(JSON.parse(text ?? "") as Partial<Push>) };
    const isWell = ["message", "clear", "test"].includes(push.kind) && Number.isInteger(push.seq);
    return isWell ? { ...push, url: own(push.url) } : SOMETHING;
  } catch {
    return SOMETHING;
  }
}

/** A path of ours, whatever was sent. */
function own(url: unknown): string {
  return typeof url === "string" && /^\/(?!\/)/.test(url) ? url : "/";
}
