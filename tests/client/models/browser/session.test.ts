import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import type { FakeServer } from "../../fake_server";
import { FakeBrowser } from "../../fake_world";
import { bodies, close, serverOfTwo, tab } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = serverOfTwo(2);
});

describe("signing out", () => {
  test("deletes all data in the browser and stops every tab", async () => {
    const browser = new FakeBrowser();
    const left = await tab(server, browser);
    const right = await tab(server, browser);
    server.refusals.set("message.send", [{ code: "forbidden", detail: "" }]);
    left.chat.messages.send("one", "kept until now");
    left.chat.drafts.set("two", { text: "secret", reply_to: null, editing: null });
    await left.world.clock.pass(1_000);
    await left.chat.session.signOut();
    await settled();
    expect(server.requests).toContain("POST /accounts/logout/");
    expect(server.socket.closedWith).toBe(1000);
    expect(left.world.wentTo).toEqual(["(page forgotten)", "/accounts/login/"]);
    expect(right.world.wentTo).toEqual(["/accounts/login/"]);
    const next = await tab(server);
    expect(next.chat.drafts.of("two").value.text).toBe("");
    expect(next.chat.conversations.get("one")!.failed).toBe(0);
  });

  test("is refused when offline, and keeps the data", async () => {
    const { chat, world } = await tab(server);
    server.cut();
    chat.messages.send("one", "unsent");
    await expect(chat.session.signOut()).rejects.toThrow("The server cannot be reached right now.");
    server.mend();
    await world.clock.pass(2_000);
    expect(bodies(server).at(-1)).toBe("unsent");
  });

  test("continues when caches and notifications never respond", async () => {
    const { chat, world } = await tab(server);
    world.forgetPage = () => new Promise(() => {});
    void chat.session.signOut();
    await world.clock.pass(5_000);
    expect(world.wentTo).toContain("/accounts/login/");
  });
});

describe("signing out elsewhere", () => {
  test("leads to the sign-in page and back", async () => {
    const { world } = await tab(server);
    server.socket.end(4401);
    await settled();
    expect(world.wentTo).toEqual(["(page forgotten)", "/accounts/login/?next=%2Fc%2Fone"]);
  });

  test("shows the reason, and sends the unsent messages when the same user signs in again", async () => {
    const before = await tab(server);
    server.refusals.set("message.send", [{ code: "rate_limited", detail: "", retry_after_ms: 60_000 }]);
    before.chat.messages.send("one", "kept");
    await settled();
    server.socket.end(4401, "password_changed");
    await settled();
    expect(before.world.wentTo.at(-1)).toBe("/accounts/login/?next=%2Fc%2Fone&why=password_changed&kept=yes");
    close(before);
    await tab(server);
    expect(bodies(server).filter((body) => body === "kept")).toHaveLength(1);
  });

  test("stays on a page that alone has unsent messages", async () => {
    globalThis.indexedDB = {
      open: () => {
        throw new Error("no storage");
      },
    } as unknown as IDBFactory;
    const { chat, world } = await tab(server);
    server.refusals.set("message.send", [{ code: "rate_limited", detail: "", retry_after_ms: 60_000 }]);
    chat.messages.send("one", "only here");
    await settled();
    server.socket.end(4401, "signed_out");
    await world.clock.pass(5_000);
    expect(world.wentTo.filter((path) => path.startsWith("/accounts/"))).toEqual([]);
    expect(chat.connection.line.value).toMatchObject({ phase: "signed-out", visible: true });
    world.attention.set({ isVisible: true });
    await world.clock.pass(61_000);
    expect(bodies(server).filter((body) => body === "only here")).toHaveLength(1);
  });
});
