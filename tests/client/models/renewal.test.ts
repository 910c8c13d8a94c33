import { beforeEach, describe, expect, test } from "vitest";
import { FakeServer } from "../fake_server";
import { type Tab, tab } from "../setup";

const LONG_MS = 30 * 60_000;
let server: FakeServer;
let page: Tab;

beforeEach(async () => {
  server = new FakeServer();
  server.addConversation("one");
  page = await tab(server);
});

/** Replaces the server: the page reconnects to the new one. */
async function update(version: string, client: string): Promise<void> {
  server.version = version;
  server.client = client;
  server.socket.end(1001);
  await page.world.clock.pass(30_000);
}

async function hidden(): Promise<void> {
  page.world.attention.set({ isVisible: false });
  await page.world.clock.pass(LONG_MS);
}

describe("a page whose server was updated", () => {
  test("shows a notice, and reloads once it is hidden", async () => {
    expect(page.chat.renewal.due.value).toBeNull();
    await update("1.10.0", "build-of-1.10");
    expect(page.chat.renewal.due.value).toBe("build-of-1.10");
    expect(page.world.wentTo).toEqual([]);
    await hidden();
    expect(page.world.wentTo).toEqual(["/c/one"]);
  });

  test("reloads while it is visible only when it is unused and nothing is typed", async () => {
    page.chat.drafts.set("one", { text: "half a sen", reply_to: null, editing: null });
    await update("1.10.0", "build-of-1.10");
    await page.world.clock.pass(LONG_MS);
    expect(page.world.wentTo).toEqual([]);
    page.chat.drafts.set("one", { text: "", reply_to: null, editing: null });
    page.world.attention.touch();
    await page.world.clock.pass(5 * 60_000);
    expect(page.world.wentTo).toEqual([]);
    await page.world.clock.pass(6 * 60_000);
    expect(page.world.wentTo).toEqual(["/c/one"]);
  });

  test("waits for what the screen does, and for the network", async () => {
    let isBusy = true;
    page.chat.renewal.waitFor(() => isBusy);
    await update("1.10.0", "build-of-1.10");
    await hidden();
    expect(page.world.wentTo).toEqual([]);
    isBusy = false;
    page.world.attention.set({ isOnline: false });
    await page.world.clock.pass(LONG_MS);
    expect(page.world.wentTo).toEqual([]);
    page.world.attention.set({ isOnline: true });
    await page.world.clock.pass(LONG_MS);
    expect(page.world.wentTo).toEqual(["/c/one"]);
  });

  test("does not reload for a host that is not updated yet, or that says nothing", async () => {
    await update("1.8.0", "build-of-1.8");
    await update("", "");
    await hidden();
    expect(page.chat.renewal.due.value).toBeNull();
    expect(page.world.wentTo).toEqual([]);
  });

  test("does not reload again and again for the same build", async () => {
    await update("1.10.0", "build-of-1.10");
    page.chat.renewal.reload();
    await hidden();
    expect(page.world.wentTo).toEqual(["/c/one"]);
  });
});
