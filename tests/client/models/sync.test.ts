import { beforeEach, describe, expect, test } from "vitest";
import type { Chat } from "../../../static/src/models/api";
import { settled } from "../fake_clock";
import { FakeServer } from "../fake_server";
import { opened, type Tab, tab, texts } from "../setup";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.found("one");
  server.found("two");
  server.history("one", 3);
});

/** State and events equal a fresh fetch: what alice's page holds is what the server would answer now. */
function expectTruth(chat: Chat, id: string): void {
  const { conversation } = chat.conversations.get(id)!;
  const { members, membership, unread: _, ...fresh } = server.whole(id);
  const { members: __, membership: mine, unread: ___, ...held } = conversation;
  expect(held).toEqual(fresh);
  expect({ ...mine, rev: 0 }).toEqual({ ...membership, rev: 0 });
  const listed = chat.members.list(id).items.value.map(({ member }) => member);
  const byName = (a: { user: string }, b: { user: string }): number => a.user.localeCompare(b.user);
  expect(listed.sort(byName)).toEqual([...members].sort(byName));
}

const PINNED = { pinned_at: "2026-11-24T09:00:00Z", muted_until: "2027-01-01T00:00:00Z" };

function syncs(): number {
  return server.inputs.filter(({ type }) => type === "sync").length;
}

async function reconnected({ world }: Tab): Promise<void> {
  server.mend();
  await world.clock.pass(1_000);
}

describe("sync", () => {
  test("live events are applied one by one", async () => {
    const { chat } = await tab(server);
    server.say("bob", "one", "hello");
    server.rename("one", "Renamed");
    server.enrol("one", "carol");
    server.change("one", 2, { body: "edited", edited_at: "2026-11-24T09:00:00Z" });
    expectTruth(chat, "one");
    expect(chat.conversations.get("one")!.last!.content).toEqual({ kind: "text", text: "hello" });
  });

  test("an event that comes twice, or late, changes nothing", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    const first = server.change("one", 1, { body: "first" });
    const second = server.change("one", 1, { body: "second" });
    for (const message of [first, second, first]) {
      server.socket.say({ type: "message", conversation: "one", rev: message.rev, message });
    }
    expect(texts(timeline)[0]).toBe("second");
    expectTruth(chat, "one");
  });

  test("what was missed while offline is there after the reconnect", async () => {
    const here = await tab(server);
    const timeline = await opened(here.chat, "one");
    server.cut();
    server.say("bob", "one", "while you were out");
    server.change("one", 1, { body: undefined, deleted_at: "2026-11-24T09:00:00Z" });
    server.found("three");
    server.enrol("two", "alice", { left_at: "2026-11-24T09:00:00Z" });
    await reconnected(here);
    expect(texts(timeline)).toEqual(["(deleted)", "message 2", "message 3", "while you were out"]);
    expect(here.chat.conversations.get("two")).toBeUndefined();
    expectTruth(here.chat, "one");
    expectTruth(here.chat, "three");
  });

  test("a refusal that is not passing is tried again, ever more rarely, and said", async () => {
    const refusal = { code: "forbidden", detail: "A proxy's idea." };
    server.refusals.set("sync", Array(4).fill(refusal));
    const here = await tab(server);
    server.found("three");
    await here.world.clock.pass(3_000);
    expect(here.chat.notices.all.value.map(({ text }) => text)).toEqual([]);
    await here.world.clock.pass(60_000);
    expect(here.chat.notices.all.value).toHaveLength(1);
    expect(here.chat.notices.all.value[0]!.text).toContain("New messages cannot be loaded");
    expect(here.chat.conversations.get("three")).toBeDefined();
    expect(syncs()).toBe(5);
  });

  test("changes of a conversation that are refused once are asked for again", async () => {
    const here = await tab(server);
    server.losesEvents = true;
    server.say("bob", "one", "lost");
    server.losesEvents = false;
    server.restRefusals.set("/changes", [{ code: "forbidden", detail: "" }]);
    server.say("bob", "one", "shows the gap");
    await here.world.clock.pass(5_000);
    expectTruth(here.chat, "one");
  });

  test("people and requests that could not be had are asked for again, with the line there", async () => {
    server.restRefusals.set("/users", [{ code: "unavailable", detail: "" }]);
    server.restRefusals.set("/requests", [{ code: "invalid", detail: "" }]);
    server.asking = [
      {
        id: "r",
        kind: "group",
        created_at: "2026-11-24T09:00:00Z",
        asker_since: "2026-11-24T09:00:00Z",
        member_count: 2,
      },
    ];
    const { chat, world } = await tab(server);
    expect(chat.people.get("dora").display_name).toBe("");
    await world.clock.pass(10_000);
    expect(chat.people.get("dora").display_name).toBe("DORA");
    expect(chat.requests.waiting.value).toHaveLength(1);
  });

  test("sync names what is held, and the token of the last one", async () => {
    const here = await tab(server);
    expect(server.socket.named("sync")[0]).toMatchObject({ revs: { one: 4, two: 1 } });
    expect(server.socket.named("sync")[0]).not.toHaveProperty("as_of");
    server.cut();
    await reconnected(here);
    expect(server.socket.named("sync")[0]).toMatchObject({ as_of: "now" });
  });

  test("asks again until it has caught up", async () => {
    const here = await tab(server);
    server.changesPage = 20;
    server.cut();
    server.history("one", 95);
    await reconnected(here);
    expect(server.socket.named("sync").length).toBe(5);
    expectTruth(here.chat, "one");
  });

  test("far behind, it takes the conversation whole instead", async () => {
    const here = await tab(server);
    const timeline = await opened(here.chat, "one");
    server.changesPage = 5;
    server.cut();
    server.history("one", 300);
    await reconnected(here);
    await settled();
    expectTruth(here.chat, "one");
    expect(texts(timeline).at(-1)).toBe("message 303");
    expect(timeline.state.value.atEnd).toBe(true);
  });

  test("a gap between live events is filled", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.losesEvents = true;
    server.say("bob", "one", "lost");
    server.losesEvents = false;
    server.say("bob", "one", "heard");
    expect(texts(timeline)).not.toContain("heard");
    await settled();
    expect(texts(timeline).slice(-2)).toEqual(["lost", "heard"]);
    expectTruth(chat, "one");
  });

  test("events go on while a gap is filled", async () => {
    const { chat } = await tab(server);
    server.losesEvents = true;
    server.say("bob", "one", "lost");
    server.losesEvents = false;
    for (let n = 0; n < 20; n++) {
      server.say("bob", "one", `steady ${n}`);
      await Promise.resolve();
    }
    await settled();
    expectTruth(chat, "one");
  });

  test("a rev that shows me nothing is passed over without a request", async () => {
    const { chat } = await tab(server);
    const requests = server.requests.length;
    server.held.get("one")!.shared.rev += 1;
    server.socket.say({ type: "rev", conversation: "one", rev: 5 });
    server.say("bob", "one", "next");
    await settled();
    expect(server.requests.length).toBe(requests);
    expectTruth(chat, "one");
  });

  test("a conversation that is new to me appears, with what was said before its event came", async () => {
    const { chat } = await tab(server);
    server.found("new", { members: ["alice", "bob"] });
    server.say("bob", "new", "early");
    server.socket.say({ type: "conversation", conversation: server.whole("new") });
    await settled();
    expectTruth(chat, "new");
  });

  test("an event of a conversation I never heard of brings it in", async () => {
    const { chat } = await tab(server);
    server.found("new");
    server.say("bob", "new", "out of the blue");
    await settled();
    expectTruth(chat, "new");
  });

  test("who was out and was added again meanwhile holds all of the new membership", async () => {
    server.setHistory("one", "joined");
    const { chat } = await tab(server);
    server.losesEvents = true;
    server.enrol("one", "alice", { left_at: "2026-11-24T10:00:00Z" });
    server.say("bob", "one", "unheard");
    server.floors.set("one", 4);
    server.enrol("one", "alice", { left_at: undefined, joined_at: "2026-11-24T11:00:00Z" });
    server.personalise("one", { added_by: "carol" });
    server.losesEvents = false;
    server.say("bob", "one", "heard");
    server.personalise("two", PINNED);
    await settled();
    expect(chat.conversations.get("one")!.conversation.membership).toMatchObject({
      first_seq: 5,
      added_by: "carol",
    });
    expectTruth(chat, "one");
  });

  test("gone is gone at once, unless I was added again later", async () => {
    const { chat } = await tab(server);
    server.enrol("one", "alice", { left_at: "2026-11-24T09:00:00Z" });
    expect(chat.conversations.get("one")).toBeUndefined();
    server.enrol("one", "alice", { left_at: undefined });
    expectTruth(chat, "one");
    server.socket.say({ type: "gone", conversation: "one", rev: 2 });
    expect(chat.conversations.get("one")).toBeDefined();
  });

  test("a new epoch makes it begin again, below the old revs too", async () => {
    const here = await tab(server);
    const timeline = await opened(here.chat, "one");
    server.say("bob", "one", "lost in the restore");
    expect(texts(timeline)).toContain("lost in the restore");
    server.cut();
    const held = server.held.get("one")!;
    held.messages.pop();
    held.shared = { ...held.shared, rev: 4, last_seq: 3 };
    held.members.set("bob", { ...held.members.get("bob")!, read_seq: 3, delivered_seq: 3 });
    held.members.set("alice", { ...held.members.get("alice")!, read_seq: 0, delivered_seq: 0 });
    server.held.delete("two");
    server.epoch = "e2";
    server.say("bob", "one", "after the restore");
    await reconnected(here);
    await settled();
    expect(texts(timeline).at(-1)).toBe("after the restore");
    expect(texts(timeline)).not.toContain("lost in the restore");
    expect(here.chat.conversations.get("one")!.conversation.rev).toBe(5);
    expect(here.chat.conversations.get("two")).toBeUndefined();
  });

  test("a restore that is interrupted is taken up again", async () => {
    const here = await tab(server);
    server.cut();
    const held = server.held.get("one")!;
    held.messages.pop();
    held.shared = { ...held.shared, rev: 3, last_seq: 2 };
    server.epoch = "e2";
    const { fetch } = here.world;
    here.world.fetch = async () => {
      here.world.fetch = fetch;
      server.cut();
      throw new TypeError("Failed to fetch");
    };
    await reconnected(here);
    expect(here.chat.conversations.get("one")!.conversation.rev).toBe(4);
    server.mend();
    await here.world.clock.pass(5_000);
    expect(here.chat.conversations.get("one")!.conversation.rev).toBe(3);
  });

  test("a gap that cannot be filled at once is filled soon", async () => {
    const { chat, world } = await tab(server);
    const { fetch } = world;
    world.fetch = async () => Response.json({ code: "unavailable", detail: "" }, { status: 503 });
    server.losesEvents = true;
    server.say("bob", "one", "lost");
    server.losesEvents = false;
    server.say("bob", "one", "heard");
    await settled();
    world.fetch = fetch;
    await world.clock.pass(2_500);
    expectTruth(chat, "one");
  });

  test("history that is opened, or closed, begins where it does now", async () => {
    server.floors.set("one", 2);
    server.held.get("one")!.shared.history = "joined";
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    expect(texts(timeline)).toEqual(["message 3"]);
    server.setHistory("one", "all");
    await settled();
    expect(texts(timeline)).toEqual(["message 1", "message 2", "message 3"]);
    expectTruth(chat, "one");
    server.setHistory("one", "joined");
    server.say("bob", "one", "and on it goes");
    await settled();
    expect(texts(timeline)).toEqual(["message 3", "and on it goes"]);
    expectTruth(chat, "one");
  });

  test("a history that changed while offline is taken anew", async () => {
    server.floors.set("one", 2);
    const here = await tab(server);
    const timeline = await opened(here.chat, "one");
    server.cut();
    server.setHistory("one", "joined");
    await reconnected(here);
    await settled();
    expect(texts(timeline)).toEqual(["message 3"]);
    expectTruth(here.chat, "one");
  });

  test("own mute and pin follow from another device", async () => {
    const { chat } = await tab(server);
    server.personalise("two", PINNED);
    expect(chat.conversations.listed.value[0]).toMatchObject({ id: "two", pinned: true, muted: true });
    server.personalise("two", {});
    expect(chat.conversations.get("two")).toMatchObject({ pinned: false, muted: false });
    server.renameMe("Al");
    expect(chat.account.me.value.display_name).toBe("Al");
    expect(syncs()).toBe(1);
    expectTruth(chat, "two");
  });

  test("own mute, pin and profile arrive after a time away", async () => {
    const here = await tab(server);
    server.cut();
    server.personalise("one", { archived_at: "2026-11-24T09:00:00Z" });
    server.personalise("two", PINNED);
    server.renameMe("Al");
    await reconnected(here);
    await settled();
    expect(here.chat.conversations.get("one")).toMatchObject({ archived: true });
    expect(here.chat.conversations.get("two")).toMatchObject({ pinned: true, muted: true });
    expect(here.chat.account.me.value.display_name).toBe("Al");
    expect(here.chat.people.get("alice").display_name).toBe("Al");
  });

  test("renamed people have their new names, here and after a time away", async () => {
    const here = await tab(server);
    expect(here.chat.people.get("bob").display_name).toBe("bob");
    server.renamePerson("bob", "Robert");
    expect(here.chat.people.get("bob").display_name).toBe("Robert");
    server.cut();
    server.renamePerson("bob", "Rob");
    await reconnected(here);
    await settled();
    expect(here.chat.people.get("bob").display_name).toBe("Rob");
  });

  test("what is private is asked for where something between is missing", async () => {
    const { chat } = await tab(server);
    server.losesEvents = true;
    server.personalise("one", { notify: "nothing" });
    server.losesEvents = false;
    server.personalise("two", PINNED);
    expect(chat.conversations.get("two")).toMatchObject({ pinned: true });
    await settled();
    expect(chat.conversations.get("one")!.conversation.membership.notify).toBe("nothing");
    expect(syncs()).toBe(2);
    server.losesEvents = true;
    server.renameMe("Al");
    server.losesEvents = false;
    server.socket.say({ type: "me", me_rev: server.me.me_rev });
    await settled();
    expect(chat.account.me.value.display_name).toBe("Al");
    expect(syncs()).toBe(3);
  });

  test("an old fetch takes back nothing of what I set", async () => {
    const { chat } = await tab(server);
    const whole = server.whole("two");
    const held = server.personalise("two", PINNED);
    server.socket.say({ type: "conversation", conversation: whole });
    server.socket.say({ type: "membership", ...held, me_rev: 0, pinned_at: undefined });
    expect(chat.conversations.get("two")).toMatchObject({ pinned: true, muted: true });
    expectTruth(chat, "two");
  });

  test("random histories, losses and disconnects end in the truth", async () => {
    let seed = 42;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * below);
    };
    for (let run = 0; run < 12; run++) {
      server = new FakeServer();
      server.found("one");
      server.history("one", random(5));
      const here = await tab(server);
      const timeline = await opened(here.chat, "one");
      for (let step = 0; step < 40; step++) {
        const { last_seq } = server.held.get("one")!.shared;
        const acts = [
          () => server.say(random(2) ? "bob" : "carol", "one", `said ${step}`),
          () => last_seq && server.change("one", 1 + random(last_seq), { body: `changed ${step}` }),
          () => server.rename("one", `title ${step}`),
          () => server.personalise("one", random(2) ? PINNED : {}),
          () => server.renameMe(`Alice ${step}`),
          () =>
            server.enrol(
              "one",
              "carol",
              random(2) ? { left_at: "2026-11-24T09:00:00Z" } : { left_at: undefined },
            ),
          () => here.chat.messages.send("one", `mine ${step}`),
          () => (server.losesEvents = random(3) === 0),
          () => server.cut(),
          () => reconnected(here),
          () => settled(2),
        ];
        await acts[random(acts.length)]!();
      }
      server.losesEvents = false;
      server.cut();
      await here.world.clock.pass(100);
      server.mend();
      await here.world.clock.pass(60_000);
      expectTruth(here.chat, "one");
      const truth = server.held.get("one")!.messages.map(({ body }) => body);
      expect(texts(timeline)).toEqual(truth);
    }
  });
});
