import { describe, expect, test } from "vitest";
import type { ConversationItem } from "../../../static/src/models/api";
import { type Interest, says, whyNot } from "../../../static/src/models/interest";
import { isQuiet } from "../../../static/src/models/quiet_hours";
import type { Membership, Message, NotificationPreferences } from "../../../static/src/protocol/wire";

const NOW = Date.parse("2026-11-24T09:00:00Z");
const PREFERENCES: NotificationPreferences = {
  notify: "all",
  notify_channels: "mentions",
  keywords: ["deploy"],
  quiet_days: [],
  first_only: false,
  privacy: "auto",
};

function interest(changes: Partial<Interest> = {}): Interest {
  return {
    me: "alice",
    username: "alice",
    timeZone: "UTC",
    preferences: PREFERENCES,
    item: item(),
    repliesTo: null,
    toldSeq: 0,
    now: NOW,
    ...changes,
  };
}

function item(
  changes: Partial<ConversationItem> = {},
  membership: Partial<Membership> = {},
): ConversationItem {
  const conversation = { membership: { first_seq: 1, read_seq: 4, ...membership } };
  return { kind: "group", muted: false, conversation, ...changes } as ConversationItem;
}

function message(changes: Partial<Message> = {}): Message {
  return { seq: 5, sender: "bob", body: "hello", ...changes } as Message;
}

const preferring = (changes: Partial<NotificationPreferences>): Partial<Interest> => ({
  preferences: { ...PREFERENCES, ...changes },
});

describe("why not", () => {
  test("no reason", () => {
    expect(whyNot(message(), interest())).toBe(null);
  });

  test.each<[string, Partial<Message>, Partial<Interest>]>([
    ["own", { sender: "alice" }, {}],
    ["deleted", { deleted_at: "2026-11-24T09:00:00Z" }, {}],
    ["hidden", {}, { item: item({}, { first_seq: 6 }) }],
    ["read", { seq: 4 }, {}],
    ["nothing", { body: "@alice" }, { item: item({}, { notify: "nothing" }) }],
    ["level", {}, { item: item({ kind: "channel" }) }],
    ["level", {}, preferring({ notify: "mentions" })],
    ["level", { body: "`@alice` and\n```\n@alice\n```" }, preferring({ notify: "mentions" })],
    ["muted", { body: "@alice" }, { item: item({ muted: true }) }],
    ["do_not_disturb", {}, preferring({ muted_until: "2026-11-24T09:00:01Z" })],
    ["quiet_hours", {}, preferring({ quiet_from: "08:30", quiet_until: "09:30" })],
    ["first_only", {}, { ...preferring({ first_only: true }), toldSeq: 5 }],
  ])("%s", (reason, said, changes) => {
    expect(whyNot(message(said), interest(changes))).toBe(reason);
  });

  test.each<[string, Partial<Message>, Partial<Interest>]>([
    ["it names me", { body: "Hey @Alice, look" }, {}],
    ["it says a word of mine", { body: "Deploy at six" }, {}],
    ["it answers me", {}, { repliesTo: "alice" }],
    ["the conversation says everything", {}, { item: item({ kind: "channel" }, { notify: "all" }) }],
  ])("in a channel it reaches me when %s", (_, said, changes) => {
    expect(whyNot(message(said), interest({ item: item({ kind: "channel" }), ...changes }))).toBe(null);
  });

  test("the first message after I read is a first one again", () => {
    expect(whyNot(message(), interest({ ...preferring({ first_only: true }), toldSeq: 4 }))).toBe(null);
  });
});

describe("a word in a text", () => {
  test.each(["@alice", "(@alice)", "@ALICE!", "x @alice"])("is in %s", (text) => {
    expect(says(text, "@alice")).toBe(true);
  });

  test.each(["@alicent", "mail@alice", "alice", "@alice_b"])("is not in %s", (text) => {
    expect(says(text, "@alice")).toBe(false);
  });

  test("is taken as it is", () => {
    expect(says("C++ and more", "c++")).toBe(true);
    expect(says("anything", ".*")).toBe(false);
    expect(says("anything", " ")).toBe(false);
  });
});

describe("quiet hours", () => {
  const night = { quiet_from: "22:00", quiet_until: "07:00", quiet_days: [] };
  const at = (time: string): number => Date.parse(`${time}Z`);

  test.each([
    ["2026-11-24T21:59", false],
    ["2026-11-24T22:00", true],
    ["2026-11-25T06:59", true],
    ["2026-11-25T07:00", false],
  ])("go on past midnight: %s", (time, quiet) => {
    expect(isQuiet(night, "UTC", at(time))).toBe(quiet);
  });

  test("are of the person's own day", () => {
    expect(isQuiet(night, "Asia/Tokyo", at("2026-11-24T13:30"))).toBe(true);
    expect(isQuiet(night, "America/New_York", at("2026-11-24T22:30"))).toBe(false);
  });

  test("belong to the day that they begin on", () => {
    const fridays = { ...night, quiet_days: [4] };
    expect(isQuiet(fridays, "UTC", at("2026-11-28T03:00"))).toBe(true);
    expect(isQuiet(fridays, "UTC", at("2026-11-27T03:00"))).toBe(false);
  });

  test("on Sunday end on Monday", () => {
    expect(isQuiet({ ...night, quiet_days: [6] }, "UTC", at("2026-11-30T03:00"))).toBe(true);
  });

  test("that do not cross midnight", () => {
    const noon = { quiet_from: "12:00:00", quiet_until: "13:00:00", quiet_days: [] };
    expect(isQuiet(noon, "UTC", at("2026-11-24T12:30"))).toBe(true);
    expect(isQuiet(noon, "UTC", at("2026-11-24T13:00"))).toBe(false);
  });

  test("are none without both ends", () => {
    expect(isQuiet({ quiet_from: "00:00", quiet_days: [] }, "UTC", NOW)).toBe(false);
  });
});
