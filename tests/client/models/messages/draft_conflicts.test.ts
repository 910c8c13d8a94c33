import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { FakeBrowser } from "../../fake_world";
import { close, reconnected, type Tab } from "../../setup";
import { device, draft, elsewhere, stored, type } from "./drafting";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one");
  server.addConversation("two");
});

describe("a draft that two devices changed", () => {
  /** Written here offline, while another device stored a newer one. */
  async function conflict(): Promise<Tab> {
    const here = await device(server);
    elsewhere(server, "common");
    server.cut();
    type(here, "mine");
    await here.world.clock.pass(3_000);
    elsewhere(server, "theirs");
    return here;
  }

  test("shows the newer one and offers the other; nothing is overwritten", async () => {
    const here = await conflict();
    await reconnected(server, here);
    await here.world.clock.pass(10_000);
    expect(stored(server)).toBe("theirs");
    expect(draft(here)).toMatchObject({ text: "theirs", other: { text: "mine" } });
    // The user takes the other one: only now it is stored.
    here.chat.drafts.set("one", {
      ...draft(here),
      text: "mine",
      other: { text: "theirs", reply_to: null },
    });
    await here.world.clock.pass(3_000);
    expect(stored(server)).toBe("mine");
    expect(draft(here).other).toEqual({ text: "theirs", reply_to: null });
  });

  test("does not change under the user's fingers", async () => {
    const here = await device(server);
    type(here, "mine");
    elsewhere(server, "theirs");
    await settled();
    expect(draft(here).text).toBe("mine");
    await here.world.clock.pass(2_100);
    expect(draft(here)).toMatchObject({ text: "theirs", other: { text: "mine" } });
    expect(stored(server)).toBe("theirs");
  });

  test("waits until the user looks at this device", async () => {
    const here = await conflict();
    here.world.attention.set({ isFocused: false });
    await reconnected(server, here);
    await here.world.clock.pass(10_000);
    expect(draft(here).text).toBe("mine");
    expect(stored(server)).toBe("theirs");
    here.world.attention.set({ isFocused: true });
    expect(draft(here)).toMatchObject({ text: "theirs", other: { text: "mine" } });
  });

  test("keeps what was written here when the other one was sent", async () => {
    const here = await device(server);
    elsewhere(server, "common");
    server.cut();
    type(here, "common, and more");
    elsewhere(server, "");
    await reconnected(server, here);
    await here.world.clock.pass(3_000);
    expect(draft(here)).toMatchObject({ text: "common, and more" });
    expect(draft(here).other).toBeUndefined();
    expect(stored(server)).toBe("common, and more");
  });

  test("keeps both over a reload", async () => {
    const browser = new FakeBrowser();
    const before = await device(server, browser);
    elsewhere(server, "common");
    await before.world.clock.pass(1_000);
    server.cut();
    type(before, "mine");
    await before.world.clock.pass(3_000);
    close(before);
    server.mend();
    elsewhere(server, "theirs");
    const after = await device(server, browser);
    await after.world.clock.pass(3_000);
    expect(draft(after)).toMatchObject({ text: "theirs", other: { text: "mine" } });
  });
});
