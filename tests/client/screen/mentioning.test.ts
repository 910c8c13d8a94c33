// @vitest-environment jsdom
import { describe, expect, test, vi } from "vitest";
import type { ConversationItem, Mention, User } from "../../../static/src/models/api";
import { moved } from "../../../static/src/models/messages/draft_mentions";
import {
  mentionsOf,
  outsidersIn,
  peopleFor,
  placesFor,
  questionBefore,
  typedAt,
} from "../../../static/src/screen/mentioning";
import type { Screen } from "../../../static/src/screen/screen";

const users: User[] = ["alice", "bob", "bobby", "carol"].map((name) => ({
  id: name,
  username: name,
  display_name: name === "bob" ? "Robert Bob" : name,
}));

function itemOf(about: { member_count?: number; role?: string; kind?: string } = {}): ConversationItem {
  const { member_count = 3, role = "member", kind = "group" } = about;
  return {
    id: "g",
    kind,
    title: "Garden",
    conversation: { member_count, membership: { role } },
  } as ConversationItem;
}

/** A page of alice, in a garden with bob and bobby, of whom bobby wrote last. */
const screen = {
  chat: {
    account: { me: { value: users[0] } },
    people: {
      get: (id: string) => users.find((user) => user.id === id),
      named: (name: string) => users.find(({ username }) => username === name)?.id,
    },
    members: {
      list: () => ({ items: { value: users.slice(0, 3).map((user) => ({ user })) }, close: vi.fn() }),
    },
    conversations: {
      listed: {
        value: [
          { id: "g", kind: "group", title: "Garden" },
          { id: "m", kind: "channel", title: "Market" },
          { id: "d", kind: "direct", title: "bob" },
        ],
      },
      archived: { value: [] },
    },
  },
  timeline: {
    value: {
      rows: {
        value: [
          { kind: "message", seq: 3, sender: "bob" },
          { kind: "message", seq: 7, sender: "bobby" },
        ],
      },
    },
  },
} as unknown as Screen;

const bob: Mention = { user: "bob", offset: 3, length: 4 };

describe("what is typed before the caret", () => {
  test.each([
    ["@", { sign: "@", word: "", at: 0 }],
    ["Hi @bo", { sign: "@", word: "bo", at: 3 }],
    ["😀 ＠bo", { sign: "@", word: "bo", at: 3 }],
    ["שלום @bo", { sign: "@", word: "bo", at: 5 }],
    ["(#Gar", { sign: "#", word: "Gar", at: 1 }],
    ["a@bo", null],
    ["issue #12", null],
    ["https://x/@bo", null],
    ["\\@bo", null],
    ["@bo b", null],
    ["`@bo", null],
    ["`a` @bo", { sign: "@", word: "bo", at: 4 }],
  ])("in %j", (text, expected) => {
    expect(typedAt(text, text.length)).toEqual(expected);
  });
});

describe("the people who are proposed", () => {
  const names = (word: string, found: User[] = []): string[] =>
    peopleFor(screen, itemOf(), word, found).map(({ key, isOutside }) => (isOutside ? `${key}?` : key));

  test("are members by how recently they wrote, then others, then calls", () => {
    expect(names("", users)).toEqual(["bobby", "bob", "carol?", "here"]);
  });
  test("match by any part of their names, best first", () => {
    expect(names("rob")).toEqual(["bob"]);
    expect(names("obb")).toEqual(["bobby"]);
    expect(names("car", users)).toEqual(["carol?"]);
  });
  test("do not include a call that the user may not make", () => {
    const calls = (role: string, kind = "group"): string[] =>
      peopleFor(screen, itemOf({ role, kind }), "", []).flatMap(({ key, user }) => (user ? [] : [key]));
    expect([calls("member"), calls("admin"), calls("member", "direct")]).toEqual([
      ["here"],
      ["here", "all"],
      [],
    ]);
  });
  test("are not said to be outside while the members are not all known", () => {
    const choices = peopleFor(screen, itemOf({ member_count: 99 }), "car", users);
    expect(choices.map(({ isOutside }) => isOutside)).toEqual([false]);
  });
});

test("the conversations that are proposed say no title of a group in the text", () => {
  const texts = placesFor(screen, "ar", [{ id: "s", title: "Barn" }]).map(({ text }) => text);
  expect(texts).toEqual(["#group", "#Market", "#Barn"]);
});

describe("the mentions to send", () => {
  test("are left to the server if usernames say them all", () => {
    expect(mentionsOf(screen, itemOf(), "Hi @bob and @stranger", [bob], false)).toBeUndefined();
  });
  test("are all given if one is something else", () => {
    const text = "Hi @bob and #Market, @here";
    const market: Mention = { conversation: "m", offset: 12, length: 7 };
    expect(mentionsOf(screen, itemOf(), text, [market], false)).toEqual([
      market,
      bob,
      { here: true, offset: 21, length: 5 },
    ]);
  });
  test("are given if the name is no longer the person's username", () => {
    const renamed: Mention = { user: "carol", offset: 0, length: 7 };
    expect(mentionsOf(screen, itemOf(), "@caroll", [renamed], false)).toEqual([renamed]);
  });
  test("call many only by right, and not in an edit", () => {
    expect(mentionsOf(screen, itemOf(), "@all", [], false)).toBeUndefined();
    const all = [{ all: true, offset: 0, length: 4 }];
    expect(mentionsOf(screen, itemOf({ role: "owner" }), "@all", [], false)).toEqual(all);
    expect(mentionsOf(screen, itemOf({ role: "owner" }), "@all", [], true)).toBeUndefined();
    expect(mentionsOf(screen, itemOf(), "@all", all, true)).toEqual(all);
  });
});

test("people outside are those whom the text mentions and who are no members", () => {
  expect(outsidersIn(screen, itemOf(), "@bob @carol", [])).toEqual(["carol"]);
  expect(outsidersIn(screen, itemOf({ member_count: 99 }), "@carol", [])).toEqual([]);
  expect(outsidersIn(screen, itemOf({ kind: "direct" }), "@carol", [])).toEqual([]);
});

test("a question comes before a call of more than twenty", () => {
  const all = [{ all: true, offset: 0, length: 4 }];
  expect(questionBefore(itemOf({ member_count: 20 }), all, vi.fn())).toBeNull();
  expect(questionBefore(itemOf({ member_count: 21 }), [bob], vi.fn())).toBeNull();
  expect(questionBefore(itemOf({ member_count: 21 }), all, vi.fn())?.text).toContain("20 other people");
});

describe("mentions in a text that changes", () => {
  test.each([
    ["Hi @bob", "Oh hi @bob", 6],
    ["Hi @bob", "Hi @bob!", 3],
    ["Hi @bob", "@bob", 0],
    ["Hi @bob", "Hi 😀@bob", 5],
    ["Hi @bob", "Hi @bo", null],
    ["Hi @bob", "Hi @bxob", null],
  ])("%j → %j", (before, after, offset) => {
    expect(moved([bob], before, after)).toEqual(offset === null ? [] : [{ ...bob, offset }]);
  });
});
