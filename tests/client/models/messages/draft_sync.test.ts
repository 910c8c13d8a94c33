import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { FakeBrowser } from "../../fake_world";
import { close, opened, reconnected } from "../../setup";
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
