import { describe, expect, test } from "vitest";
import type { Outgoing, Row } from "../../../../static/src/models/api";
import { type RowInput, reusing, toRows } from "../../../../static/src/models/timeline/rows";
import type { Happening, HappeningKind, Message } from "../../../../static/src/protocol/wire";

function message(seq: number, sender: string, minute: number, changes: Partial<Message> = {}): Message {
  return {
    conversation: "one",
    seq,
    rev: seq + 1,
    client_id: `c${seq}`,
    sender,
    body: `m${seq}`,
    created_at: new Date(Date.UTC(2026, 10, 24, 9, minute)).toISOString(),
    attachments: [],
    reactions: {},
    ...changes,
  };
}

function rowsOf(messages: Message[], changes: Partial<RowInput> = {}): Row[] {
  return toRows({
    messages,
    outgoing: [],
    me: "alice",
    reach: { delivered: 0, read: 0 },
    dividerSeq: null,
    dayOf: (at) => at.slice(0, 10),
    ...changes,
  });
}

function outline(rows: readonly Row[]): string {
  return rows
    .map((row) => {
      if (row.kind !== "message") return row.kind;
      return `${row.startsGroup ? "[" : ""}${row.seq ?? "…"}${row.endsGroup ? "]" : ""}`;
    })
    .join(" ");
}

describe("rows", () => {
  test("are grouped by sender within five minutes", () => {
    const rows = rowsOf([
      message(1, "bob", 0),
      message(2, "bob", 4),
      message(3, "bob", 9),
      message(4, "carol", 9),
    ]);
    expect(outline(rows)).toBe("day [1 2] [3] [4]");
  });

  test("begin each day with its date", () => {
    const rows = rowsOf([
      message(1, "bob", 0),
      message(2, "bob", 24 * 60 - 9 * 60 - 1),
      message(3, "bob", 15 * 60),
    ]);
    expect(outline(rows)).toBe("day [1] [2] day [3]");
    expect(rows.filter((row) => row.kind === "day").map(({ day }) => day)).toEqual([
      "2026-11-24",
      "2026-11-25",
    ]);
  });

  test("show the unread divider, which splits a group", () => {
    const messages = [message(1, "bob", 0), message(2, "bob", 1), message(3, "bob", 2)];
    expect(outline(rowsOf(messages, { dividerSeq: 2 }))).toBe("day [1] unread [2 3]");
    expect(outline(rowsOf(messages.slice(2), { dividerSeq: 2 }))).toBe("day [3]");
    expect(outline(rowsOf(messages, { dividerSeq: 9 }))).toBe("day [1 2 3]");
  });

  test("look the same before and after adjacent messages are shown", () => {
    const messages = [1, 2, 3, 4, 5, 6].map((seq) => message(seq, "bob", seq));
    const alone = rowsOf(messages.slice(2, 4), { before: messages[1], after: messages[4] });
    expect(outline(alone)).toBe("day 3 4");
    const all = rowsOf(messages);
    const rows = reusing(alone, all);
    expect(rows.filter((row) => alone.includes(row)).map(({ key }) => key)).toEqual([
      "day-2026-11-24",
      "seq-3",
      "seq-4",
    ]);
  });

  test("keep a day's key as it grows, and unique keys when a clock goes back", () => {
    const late = message(2, "bob", 24 * 60);
    const rows = rowsOf([message(1, "bob", 0), late, message(3, "bob", 1)]);
    expect(rows.filter(({ kind }) => kind === "day").map(({ key }) => key)).toEqual([
      "day-2026-11-24",
      "day-2026-11-25",
      "day-2026-11-24-2",
    ]);
  });

  test("do not group a deleted message", () => {
    const gone = message(2, "bob", 1, { body: undefined, deleted_at: "2026-11-24T09:09:00Z" });
    const rows = rowsOf([message(1, "bob", 0), gone, message(3, "bob", 2)]);
    expect(outline(rows)).toBe("day [1] [2] [3]");
    expect(rows[2]).toMatchObject({ content: { kind: "deleted" }, edited: false });
  });

  test("do not show unknown encryption as empty text", () => {
    const rows = rowsOf([
      message(1, "bob", 0, { body: undefined, envelope: { algorithm: "olm", ciphertext: "x" } }),
    ]);
    expect(rows[1]).toMatchObject({ content: { kind: "envelope", algorithm: "olm" } });
  });

  test("show a status only for the user's own messages", () => {
    const mine = [1, 2, 3].map((seq) => message(seq, "alice", seq));
    const rows = rowsOf([...mine, message(4, "bob", 4)], { reach: { delivered: 2, read: 1 } });
    const statuses = rows.flatMap((row) => (row.kind === "message" ? [row.status] : []));
    expect(statuses).toEqual(["read", "delivered", "sent", null]);
  });

  test("put unsent messages last, with keys that never change", () => {
    const unsent: Outgoing = {
      client_id: "c2",
      conversation: "one",
      body: "m2",
      reply_to: null,
      files: [],
      created_at: message(2, "alice", 1).created_at,
      state: "waiting",
      reason: null,
      refused_files: [],
    };
    const before = rowsOf([message(1, "alice", 0)], { outgoing: [unsent] });
    const after = rowsOf([message(1, "alice", 0), message(2, "alice", 1)]);
    expect(outline(before)).toBe("day [1 …]");
    expect(before.map(({ key }) => key)).toEqual(after.map(({ key }) => key));
  });

  test("are the same objects when nothing changed", () => {
    const messages = [message(1, "bob", 0), message(2, "bob", 1)];
    const first = rowsOf(messages);
    expect(reusing(first, rowsOf(messages))).toBe(first);
    const second = reusing(first, rowsOf([...messages, message(3, "bob", 2)]));
    expect(second.slice(0, 2)).toEqual(first.slice(0, 2));
    expect(second[0]).toBe(first[0]);
    expect(second[1]).toBe(first[1]);
    expect(second[2]).not.toBe(first[2]);
  });
});

describe("a happening between messages", () => {
  const happened = (
    rev: number,
    seq: number,
    kind: HappeningKind,
    changes: Partial<Happening> = {},
  ): Happening => ({
    rev,
    seq,
    kind,
    created_at: new Date(Date.UTC(2026, 10, 24, 9, seq, rev)).toISOString(),
    ...changes,
  });
  const lines = (rows: readonly Row[]) =>
    rows.flatMap((row) =>
      row.kind === "line" ? [`${row.by ?? ""} ${row.what} ${row.users.join("+")}${row.title}`.trim()] : [],
    );

  test("follows its message, before unsent messages, and splits a group", () => {
    const rows = rowsOf([message(1, "bob", 0), message(2, "bob", 1)], {
      happenings: [
        happened(2, 0, "joined", { user: "bob" }),
        happened(4, 1, "left", { user: "carol" }),
        happened(6, 2, "joined", { user: "dave" }),
      ],
      outgoing: [
        { client_id: "x", created_at: message(3, "alice", 3).created_at, state: "waiting" } as Outgoing,
      ],
    });
    expect(outline(rows)).toBe("day line [1] line [2] line […]");
  });

  test("is shown under its day without any message", () => {
    expect(outline(rowsOf([], { happenings: [happened(2, 0, "joined", { user: "bob" })] }))).toBe("day line");
  });

  test("merges members who joined, and keeps the place of a new title", () => {
    const rows = rowsOf([], {
      happenings: [
        happened(2, 0, "added", { by: "alice", user: "bob" }),
        happened(3, 0, "joined", { user: "dave" }),
        happened(4, 0, "added", { by: "alice", user: "carol" }),
        happened(5, 0, "renamed", { by: "alice", title: "Sea" }),
        happened(6, 0, "added", { by: "alice", user: "erin" }),
      ],
    });
    expect(lines(rows)).toEqual([
      "alice added bob+carol",
      "joined dave",
      "alice renamed Sea",
      "alice added erin",
    ]);
  });

  test("keeps its place when a conversation is closed, reopened and closed again", () => {
    const kinds = ["closed", "reopened", "closed", "reopened"] as const;
    const rows = rowsOf([], {
      happenings: kinds.map((kind, at) => happened(2 + at, 0, kind, { by: "alice" })),
    });
    expect(lines(rows)).toEqual(kinds.map((kind) => `alice ${kind}`));
  });

  test("is omitted when this client does not know its kind", () => {
    expect(rowsOf([], { happenings: [happened(2, 0, "exploded" as HappeningKind)] })).toEqual([]);
  });
});
