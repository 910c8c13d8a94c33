import type { Message, Revision } from "../../protocol/wire";
import type { Content } from "../api";

const known = new WeakMap<Message, Content>();

/** The fields of a message or revision that content is read from. */
type Source = Pick<Message, "body" | "envelope" | "deleted_at">;

/** The only reader of a message's body. Returns the same object for the same message. */
export function contentOf(message: Message): Content {
  let content = known.get(message);
  if (!content) {
    content = read(message);
    known.set(message, content);
  }
  return content;
}

/** The content of a revision. */
export function contentOfRevision(revision: Revision): Content {
  return read(revision);
}

function read(message: Source): Content {
  if (message.deleted_at) return { kind: "deleted" };
  if (message.envelope) return { kind: "envelope", algorithm: String(message.envelope.algorithm) };
  return { kind: "text", text: message.body ?? "" };
}
