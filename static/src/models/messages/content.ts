import type { Message, Revision } from "../../protocol/wire";
import type { Content } from "../api";

const known = new WeakMap<Message, Content>();

/** What a message says, or said before an edit: the parts that content is read from. */
type Said = Pick<Message, "body" | "envelope" | "deleted_at">;

/** The only reader of a message's body. The same message gives the same object. */
export function contentOf(message: Message): Content {
  let found = known.get(message);
  if (!found) {
    found = read(message);
    known.set(message, found);
  }
  return found;
}

/** What a message said before an edit. */
export function contentOfRevision(revision: Revision): Content {
  return read(revision);
}

function read(message: Said): Content {
  if (message.deleted_at) return { kind: "deleted" };
  if (message.envelope) return { kind: "envelope", algorithm: String(message.envelope.algorithm) };
  return { kind: "text", text: message.body ?? "" };
}
