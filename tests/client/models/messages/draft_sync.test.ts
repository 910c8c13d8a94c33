import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { FakeBrowser } from "../../fake_world";
import { close, opened, reconnected, type Tab } from "../../setup";
import { device, draft, elsewhere, stored, type } from "./drafting";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one");
  server.addConversation("two");
});

const sets = (): number => server.inputs.filter(({ type }) => type === "draft.set").length;

describe("a draft", () => {
  test("is stored once the user pauses, and shown on the other devices", async () => {
    const [here, there] = [await device(server), await device(server)];
    for (const text of ["h", "ha", "half"]) {
      type(here, text);
      await here.world.clock.pass(1_900);
    }
    expect(sets()).toBe(0);
    await here.world.clock.pass(200);
    expect([sets(), stored(server)]).toEqual([1, "half"]);
    expect(draft(there).text).toBe("half");
    expect(there.chat.conversations.get("one")!.draft).toBe("half");
    await here.world.clock.pass(60_000);
    expect(sets()).toBe(1);
  });

  test("is stored at once when the page is hidden", async () => {
    const here = await device(server);
    type(here, "half");
    here.world.attention.set({ isVisible: false });
    await settled();
    expect(stored(server)).toBe("half");
  });

  test("is removed everywhere when it is sent", async () => {
    const [here, there] = [await device(server), await device(server)];
    type(here, "half");
    await here.world.clock.pass(2_100);
    here.chat.messages.send("one", "half");
    here.chat.drafts.set("one", { text: "", reply_to: null, editing: null });
    await here.world.clock.pass(2_100);
    expect([stored(server), draft(there).text, draft(here).text]).toEqual(["", "", ""]);
  });

  test("costs nothing where none was stored", async () => {
    const here = await device(server);
    type(here, "quick");
    here.chat.messages.send("one", "quick");
    here.chat.drafts.set("one", { text: "", reply_to: null, editing: null });
    await here.world.clock.pass(10_000);
    expect(sets()).toBe(0);
  });

  test("stays below an edit, on every device", async () => {
    const [here, there] = [await device(server), await device(server)];
    here.chat.drafts.set("one", { text: "half", reply_to: 3, editing: null });
    here.chat.drafts.beginEdit("one", 1, "an older message");
    await here.world.clock.pass(2_100);
    expect(draft(there)).toMatchObject({ text: "half", reply_to: 3 });
    elsewhere(server, "half a thought");
    expect(draft(here)).toMatchObject({ text: "an older message", under: { text: "half a thought" } });
    here.chat.drafts.endEdit("one");
    expect(draft(here)).toMatchObject({ text: "half a thought", editing: null });
  });

  test("that was written offline is stored afterwards", async () => {
    const here = await device(server);
    server.cut();
    type(here, "on the train");
    await here.world.clock.pass(30_000);
    await reconnected(server, here);
    await here.world.clock.pass(3_000);
    expect(stored(server)).toBe("on the train");
  });

  test("is stored after refusals that pass, and not again after one that does not", async () => {
    const here = await device(server);
    server.refusals.set("draft.set", [{ code: "unavailable", detail: "" }]);
    type(here, "half");
    await here.world.clock.pass(10_000);
    expect([stored(server), sets()]).toEqual(["half", 2]);
    server.refusals.set("draft.set", [{ code: "too_large", detail: "" }]);
    type(here, "two", "two");
    await here.world.clock.pass(30_000);
    expect([stored(server, "two"), sets()]).toEqual([undefined, 3]);
  });

  test("survives a lost reply", async () => {
    const here = await device(server);
    server.swallowsReplies = server.losesEvents = true;
    type(here, "half");
    await here.world.clock.pass(2_100);
    expect(stored(server)).toBe("half");
    type(here, "half a thought");
    server.swallowsReplies = server.losesEvents = false;
    server.cut();
    await reconnected(server, here);
    await here.world.clock.pass(60_000);
    expect(draft(here)).toMatchObject({ text: "half a thought" });
    expect(draft(here).other).toBeUndefined();
    expect(stored(server)).toBe("half a thought");
  });
});

describe("the drafts of this device", () => {
  test("are those of the server after a reload, also what was sent elsewhere", async () => {
    const browser = new FakeBrowser();
    elsewhere(server, "kept");
    elsewhere(server, "sent", "two");
    const before = await device(server, browser);
    await before.world.clock.pass(1_000);
    expect([draft(before).text, draft(before, "two").text]).toEqual(["kept", "sent"]);
    close(before);
    elsewhere(server, "", "two");
    elsewhere(server, "kept, and more");
    const after = await device(server, browser);
    await after.world.clock.pass(1_000);
    expect([draft(after).text, draft(after, "two").text]).toEqual(["kept, and more", ""]);
    expect(server.drafts.get("one")!.text).toBe("kept, and more");
  });

  test("that were sent do not return when the page closes before the server removed them", async () => {
    const browser = new FakeBrowser();
    const before = await device(server, browser);
    type(before, "half");
    await before.world.clock.pass(2_100);
    server.cut();
    before.chat.drafts.set("one", { text: "", reply_to: null, editing: null });
    await before.world.clock.pass(1_000);
    close(before);
    server.mend();
    const after = await device(server, browser);
    await after.world.clock.pass(1_000);
    expect([draft(after).text, stored(server)]).toEqual(["", ""]);
  });

  test("end with the membership, except what only this device has", async () => {
    const here = await device(server);
    await opened(here.chat, "one");
    type(here, "clean");
    type(here, "two", "two");
    await here.world.clock.pass(2_100);
    type(here, "two, and more", "two");
    for (const id of ["one", "two"]) server.enrol(id, "alice", { left_at: "2026-11-24T09:00:00Z" });
    await settled();
    expect([draft(here).text, draft(here, "two").text]).toEqual(["", "two, and more"]);
  });
});

describe("two tabs of one browser", () => {
  const browser = (): FakeBrowser => new FakeBrowser();
  const send = ({ chat }: Tab): void => chat.drafts.set("one", { text: "", reply_to: null, editing: null });
  const shown = (...tabs: Tab[]): [string, string | undefined][] =>
    tabs.map((each) => [draft(each).text, draft(each).other?.text]);

  test("do not offer what the other has stored as another version", async () => {
    const shared = browser();
    const one = await device(server, shared);
    type(one, "half a thou");
    // Loads the draft from the disk, and stores it.
    const other = await device(server, shared);
    expect(stored(server)).toBe("half a thou");
    type(one, "a whole thought");
    await settled();
    other.world.attention.set({ isFocused: false });
    other.world.attention.set({ isFocused: true });
    await one.world.clock.pass(2_100);
    await other.world.clock.pass(60_000);
    expect(shown(one, other)).toEqual(Array(2).fill(["a whole thought", undefined]));
    send(one);
    await one.world.clock.pass(2_100);
    await other.world.clock.pass(60_000);
    expect([...shown(one, other), stored(server)]).toEqual([["", undefined], ["", undefined], ""]);
  });

  test("do not bring back what was sent when the other has stored a part of it", async () => {
    const shared = browser();
    const one = await device(server, shared);
    type(one, "half a thou");
    const other = await device(server, shared);
    type(one, "a whole thought");
    send(one);
    await one.world.clock.pass(2_100);
    await other.world.clock.pass(60_000);
    expect([...shown(one, other), stored(server)]).toEqual([["", undefined], ["", undefined], ""]);
  });

  test("store a draft once, by the tab in which it was typed", async () => {
    const shared = browser();
    const [one, other] = [await device(server, shared), await device(server, shared)];
    elsewhere(server, "begun");
    type(one, "begun, and more");
    await settled();
    for (const isFocused of [false, true]) other.world.attention.set({ isFocused });
    await one.world.clock.pass(1_900);
    expect(sets()).toBe(0);
    await one.world.clock.pass(60_000);
    expect([stored(server), sets()]).toEqual(["begun, and more", 1]);
  });

  test("store also what was typed in one that is gone", async () => {
    const shared = browser();
    const [one, other] = [await device(server, shared), await device(server, shared)];
    type(one, "half");
    await settled();
    close(one);
    await other.world.clock.pass(10_000);
    expect(stored(server)).toBe("half");
  });
});
