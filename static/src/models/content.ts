import type { Message } from "../protocol/wire";
import type { Content } from "./api";

const known = new WeakMap<Message, Content>();

/** The only reader of a message's body. The same message gives the same object. */
export function contentOf(message: Message): Content {
  let found = known.get(message);
  if (!found) {
    found = read(message);
    known.set(message, found);
  }
  return found;
}

function read(message: Message): Content {
  if (message.deleted_at) return { kind: "deleted" };
  if (message.envelope) return { kind: "envelope", algorithm: String(message.envelope.algorithm) };
  return { kind: "text", text: message.body ?? "" };
}
