import { describe, expect, test } from "vitest";
import { newerMentions, withMentions } from "../../../../static/src/models/messages/mentioned";
import type { Conversation, Mention, Message } from "../../../../static/src/protocol/wire";

const message = (seq: number, mentions: Partial<Mention>[] = [], sender = "bob"): Message =>
  ({ seq, sender, mentions }) as Message;
const bob = (seq: number) => ({ seq, sender: "bob" });

describe("the unread mentions", () => {
  test("are of messages that mention the user or all, by others", () => {
    const news = [
      message(1, [{ user: "me" }]),
      message(2, [{ user: "you" }]),
      message(3, [{ all: true }]),
      message(4, [{ here: true }]),
      message(5, [{ user: "me" }], "me"),
    ];
    expect(withMentions([], news, "me")).toEqual([bob(1), bob(3)]);
  });

  test("follow an edit, a deletion and a repeat", () => {
    const held = [bob(1), bob(3)];
    expect(withMentions(held, [message(1)], "me")).toEqual([bob(3)]);
    expect(withMentions(held, [message(2, [{ user: "me" }])], "me")).toEqual([bob(1), bob(2), bob(3)]);
    expect(withMentions(held, [message(3, [{ user: "me" }])], "me")).toEqual(held);
  });

  test("stay the same list when nothing changes", () => {
    const held = [bob(1)];
    expect(withMentions(held, [message(2)], "me")).toBe(held);
  });

  test("of a complete conversation are kept with those that are read or after it", () => {
    const view = {
      last_seq: 4,
      unread_mentions: [bob(3)],
      membership: { read_seq: 1 },
    } as Conversation;
    expect(newerMentions(view, [bob(1), bob(2), bob(5)])).toEqual([bob(1), bob(3), bob(5)]);
  });
});
