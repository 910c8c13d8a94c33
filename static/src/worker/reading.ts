import type { Push } from "../protocol/pushes";

/** Shown for a push that cannot be parsed, because browsers require a notification for every push. */
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

/** Parses a push of the server. */
export function readPush(text: string | undefined): Push {
  try {
    const push = { ...SOMETHING, ...(JSON.parse(text ?? "") as Partial<Push>) };
    const isWell = ["message", "reminder", "clear", "test"].includes(push.kind) && Number.isInteger(push.seq);
    return isWell ? { ...push, url: own(push.url) } : SOMETHING;
  } catch {
    return SOMETHING;
  }
}

/** A path of this server, even if another address was sent. */
function own(url: unknown): string {
  return typeof url === "string" && /^\/(?!\/)/.test(url) ? url : "/";
}
