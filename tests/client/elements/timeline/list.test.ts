import { nothing } from "lit";
import { describe, expect, it } from "vitest";
import { steadyOrder } from "../../../../static/src/elements/sidebar/steady-order";
import { messageReaders } from "../../../../static/src/elements/timeline/message-readers";
import { readersBySeq } from "../../../../static/src/elements/timeline/readers-by-seq";
import type { ConversationItem, MessageRow } from "../../../../static/src/models/api";
import type { Screen } from "../../../../static/src/screen/screen";

const items = (...ids: string[]) => ids.map((id) => ({ id }) as ConversationItem);
const ids = (list: readonly ConversationItem[]) => list.map(({ id }) => id).join("");

describe("the order of the list", () => {
  it("follows activity", () => {
    const order = steadyOrder();
    order.arrange(items("a", "b", "c"), false);
    expect(ids(order.arrange(items("c", "a", "b"), false))).toBe("cab");
  });

  it("stays in place under the pointer, except for new rows on top", () => {
    const order = steadyOrder();
    order.arrange(items("a", "b", "c"), false);
    expect(ids(order.arrange(items("c", "n", "a", "b"), true))).toBe("nabc");
    expect(ids(order.arrange(items("c", "n", "a", "b"), false))).toBe("cnab");
  });
});

describe("readers are shown at the last message that they have read", () => {
  const group = (kind: string) =>
    ({
      kind,
      conversation: {
        members: [
          { user: "me", read_seq: 9 },
          { user: "ana", read_seq: 7 },
          { user: "ben", read_seq: 7 },
          { user: "cem", read_seq: 0 },
        ],
      },
    }) as unknown as ConversationItem;

  it("in a group, without the user and members who have read nothing", () => {
    expect([...readersBySeq(group("group"), "me")]).toEqual([[7, ["ana", "ben"]]]);
  });

  it("but not in a direct conversation, which has ticks", () => {
    expect(readersBySeq(group("direct"), "me").size).toBe(0);
  });

  it("but not at what they wrote themselves", () => {
    const screen = {
      chat: { people: { get: (id: string) => ({ id, display_name: id }) } },
    } as unknown as Screen;
    const row = { seq: 7, sender: "ana", mine: false } as MessageRow;
    expect(messageReaders(screen, "one", row, ["ana"])).toBe(nothing);
    expect(messageReaders(screen, "one", row, ["ana", "ben"])).toMatchObject({
      values: ["Read up to here by ben", expect.anything(), nothing],
    });
  });
});
