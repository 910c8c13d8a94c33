import { describe, expect, it, vi } from "vitest";
import { memberMenu } from "../../../../static/src/elements/panes/member-menu";
import { actionsFor } from "../../../../static/src/elements/timeline/message-menu";
import type {
  ConversationItem,
  MemberItem,
  Message,
  MessageRow,
  Role,
} from "../../../../static/src/models/api";
import type { Screen } from "../../../../static/src/screen/screen";

function screenWith(
  kind: string,
  role: Role,
): { screen: Screen; item: ConversationItem; perform: ReturnType<typeof vi.fn> } {
  const item = {
    id: "c",
    kind,
    title: "C",
    conversation: { membership: { role } },
  } as unknown as ConversationItem;
  const perform = vi.fn();
  const chat = {
    account: { me: { value: { id: "me" } } },
    conversations: { get: () => item },
    messages: { perform },
    saved: { mark: () => undefined },
  };
  return { screen: { chat } as unknown as Screen, item, perform };
}

function row(changes: Partial<MessageRow> = {}): MessageRow {
  return {
    seq: 3,
    mine: false,
    content: { kind: "text", text: "hi" },
    reactions: {},
    ...changes,
  } as MessageRow;
}

const offered = (acts: object) =>
  Object.entries(acts)
    .filter(([, act]) => act)
    .map(([name]) => name)
    .sort();

/** What a member can do with the message of another. */
const OF_ANOTHERS = [
  "copyLink",
  "copyText",
  "forward",
  "pin",
  "react",
  "remind",
  "reply",
  "report",
  "save",
  "unread",
  "why",
];

describe("the actions for a message", () => {
  it.each([
    ["another's, as a member of a group", "group", "member", {}, OF_ANOTHERS],
    [
      "another's, as an admin",
      "group",
      "admin",
      {},
      [
        "copyLink",
        "copyText",
        "forward",
        "pin",
        "react",
        "remind",
        "remove",
        "reply",
        "report",
        "save",
        "unread",
        "why",
      ],
    ],
    ["another's, in a direct conversation", "direct", "member", {}, OF_ANOTHERS],
    [
      "mine",
      "direct",
      "member",
      { mine: true },
      [
        "copyLink",
        "copyText",
        "edit",
        "forward",
        "pin",
        "react",
        "readers",
        "remind",
        "remove",
        "reply",
        "save",
        "unread",
      ],
    ],
    [
      "another's, as a member of a channel",
      "channel",
      "member",
      {},
      ["copyLink", "copyText", "forward", "react", "remind", "reply", "report", "save", "unread", "why"],
    ],
    [
      "a pinned one",
      "group",
      "member",
      { message: { pinned_at: "2026-01-01T00:00:00Z" } as Message },
      [
        "copyLink",
        "copyText",
        "forward",
        "react",
        "remind",
        "reply",
        "report",
        "save",
        "unpin",
        "unread",
        "why",
      ],
    ],
    [
      "mine, forwarded",
      "direct",
      "member",
      { mine: true, message: { forwarded: true } as Message },
      [
        "copyLink",
        "copyText",
        "forward",
        "pin",
        "react",
        "readers",
        "remind",
        "remove",
        "reply",
        "save",
        "unread",
      ],
    ],
    ["mine, unsent", "group", "owner", { mine: true, seq: null }, []],
    ["deleted", "group", "owner", { mine: true, content: { kind: "deleted" } }, []],
    [
      "encrypted",
      "group",
      "member",
      { content: { kind: "envelope", algorithm: "x" } },
      ["copyLink", "pin", "react", "remind", "reply", "report", "save", "unread", "why"],
    ],
  ] as [string, string, Role, Partial<MessageRow>, string[]][])("%s", (_, kind, role, changes, expected) => {
    expect(offered(actionsFor(screenWith(kind, role).screen, "c", row(changes)))).toEqual(expected);
  });

  it("do not write to a closed conversation", () => {
    const { screen, item } = screenWith("group", "owner");
    item.conversation.closed_at = "2026-01-01T00:00:00Z";
    expect(offered(actionsFor(screen, "c", row({ mine: true })))).toEqual([
      "copyLink",
      "copyText",
      "forward",
      "readers",
      "remind",
      "save",
      "unread",
    ]);
  });

  it("remove a reaction when it is chosen again", () => {
    const { screen, perform } = screenWith("group", "member");
    actionsFor(screen, "c", row({ reactions: { "👍": ["me"] } })).react?.("👍");
    actionsFor(screen, "c", row()).react?.("👍");
    expect(perform.mock.calls.map(([command]) => command)).toEqual(["reaction.remove", "reaction.add"]);
  });
});

describe("the actions for a member", () => {
  it.each([
    ["member", "member", ["Message"]],
    ["admin", "member", ["Message", "Remove", "Ban…"]],
    ["admin", "admin", ["Message"]],
    ["admin", "owner", ["Message"]],
    ["owner", "member", ["Message", "Make owner", "Make admin", "Remove", "Ban…"]],
    ["owner", "owner", ["Message", "Make admin", "Make member", "Remove", "Ban…"]],
  ] as [Role, Role, string[]][])("as %s about a %s", (mine, role, expected) => {
    const { screen, item } = screenWith("group", mine);
    const member = { user: { id: "ana", display_name: "Ana" }, role } as MemberItem;
    expect(memberMenu(screen, item, member).map(({ label }) => label)).toEqual(expected);
  });
});
