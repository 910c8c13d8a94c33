import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ConversationItem } from "../../static/src/models/api";
import { type Interest, whyNot } from "../../static/src/models/notifications/interest";
import { hasKeyword } from "../../static/src/models/notifications/mentions";
import { isQuiet } from "../../static/src/models/notifications/quiet_hours";
import type { Membership, Mention, Message, NotificationPreferences } from "../../static/src/protocol/wire";
import { placesIn } from "../../static/src/render/mention-places";
import { plainText } from "../../static/src/render/plain";

// Rules that the server and the client both implement: both suites run the vectors of tests/rules.

interface MentionRule {
  username: string;
  mentioned: Record<string, string[]>;
  not_mentioned: Record<string, string[]>;
}
interface KeywordRule {
  keyword: string;
  found: string[];
  not_found: string[];
}
interface NotifiesRule {
  when: string;
  kind?: ConversationItem["kind"];
  body?: string | null;
  mine?: boolean;
  answers?: "me" | "other";
  edited?: boolean;
  deleted?: boolean;
  told_seq?: number;
  blocks?: boolean;
  membership?: Partial<Membership>;
  preferences?: Partial<NotificationPreferences>;
  reason: string | null;
}
interface QuietRule {
  hours: string;
  from: string | null;
  until: string | null;
  days: number[];
  time_zone: string;
  quiet: string[];
  loud: string[];
}

const rules = <Rule>(name: string): Rule[] => JSON.parse(readFileSync(`tests/rules/${name}.json`, "utf8"));

const AT = "2026-11-24T09:00:00Z";

const isMentioned = (text: string, username: string): boolean =>
  placesIn(text).some(({ name }) => name === username.toLowerCase());

describe.each(rules<MentionRule>("mentions"))("$username", ({ username, mentioned, not_mentioned }) => {
  test.each(Object.values(mentioned).flat())("is mentioned in %j", (text) => {
    expect(isMentioned(text, username)).toBe(true);
  });
  test.each(Object.values(not_mentioned).flat())("is not mentioned in %j", (text) => {
    expect(isMentioned(text, username)).toBe(false);
  });
});

describe("the places of names", () => {
  test.each(rules<{ text: string; mentions: [string, number, number][] }>("mention_places"))(
    "in $text",
    ({ text, mentions }) => {
      expect(placesIn(text).map(({ name, offset, length }) => [name, offset, length])).toEqual(mentions);
    },
  );
});

describe.each(rules<KeywordRule>("keywords"))("the keyword $keyword", ({ keyword, found, not_found }) => {
  test.for(found)("is found in %j", (text) => {
    expect(hasKeyword(text, ["nothing", keyword])).toBe(true);
  });
  test.for(not_found)("is not found in %j", (text) => {
    expect(hasKeyword(text, ["nothing", keyword])).toBe(false);
  });
});

describe("whether a message notifies", () => {
  test.each(rules<NotifiesRule>("notifies"))("$when", (rule) => {
    const preferences: NotificationPreferences = {
      notify: "all",
      notify_channels: "mentions",
      keywords: [],
      quiet_days: [],
      first_only: false,
      privacy: "auto",
      ...rule.preferences,
    };
    const conversation = { membership: { first_seq: 1, read_seq: 4, ...rule.membership } };
    const reason = whyNot(messageOf(rule), {
      me: "me",
      isBlocked: false,
      isActive: true,
      timeZone: "UTC",
      preferences,
      item: { kind: rule.kind ?? "group", conversation, blocked: rule.blocks ?? false } as ConversationItem,
      repliesTo: rule.answers ?? null,
      notifiedSeq: rule.told_seq ?? 0,
      now: Date.parse(AT),
    });
    expect(reason).toBe(rule.reason);
  });
});

describe("a mention in a channel", () => {
  const asked = (mention: Partial<Mention>, about: Partial<Interest> = {}): string | null =>
    whyNot({ ...messageOf({ when: "", reason: null }), mentions: [{ offset: 0, length: 1, ...mention }] }, {
      me: "me",
      isBlocked: false,
      isActive: true,
      timeZone: "UTC",
      preferences: { notify: "all", notify_channels: "mentions", keywords: [], quiet_days: [] },
      item: { kind: "channel", conversation: { membership: { first_seq: 1, read_seq: 4 } } },
      repliesTo: null,
      notifiedSeq: 0,
      now: Date.parse(AT),
      ...about,
    } as unknown as Interest);

  test("of all, or of those who are here, notifies", () => {
    expect([asked({ all: true }), asked({ here: true })]).toEqual([null, null]);
  });
  test("of those who are here does not notify who is away", () => {
    expect(asked({ here: true }, { isActive: false })).toBe("level");
  });
  test("of someone else or by a blocked person does not notify", () => {
    expect(asked({ user: "other" })).toBe("level");
    expect(asked({ user: "me" }, { isBlocked: true })).toBe("level");
    expect(asked({ all: true }, { isBlocked: true })).toBe("level");
  });
});

function messageOf({ body = "hello", mine, edited, deleted }: NotifiesRule): Message {
  return {
    seq: 5,
    sender: mine ? "me" : "other",
    ...(body === null ? { envelope: { algorithm: "x" } } : { body }),
    ...(body && isMentioned(body, "alice") ? { mentions: [{ user: "me", offset: 0, length: 6 }] } : {}),
    ...(edited ? { edited_at: AT } : {}),
    ...(deleted ? { deleted_at: AT } : {}),
  } as Message;
}

describe.each(rules<QuietRule>("quiet_hours"))("quiet hours $hours", (rule) => {
  const { from: quiet_from, until: quiet_until, days: quiet_days, time_zone } = rule;
  const quiet = (at: string): boolean =>
    isQuiet({ quiet_from, quiet_until, quiet_days } as NotificationPreferences, time_zone, Date.parse(at));

  test.for(rule.quiet)("are at %s", (at) => expect(quiet(at)).toBe(true));
  test.for(rule.loud)("are not at %s", (at) => expect(quiet(at)).toBe(false));
});

describe("the plain text", () => {
  test.each(rules<[string, string]>("plain"))("of %j is %j", (markdown, expected) => {
    expect(plainText(markdown)).toBe(expected);
  });
});
