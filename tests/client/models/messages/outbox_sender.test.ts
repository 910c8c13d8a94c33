import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import type { FakeServer } from "../../fake_server";
import { FakeBrowser } from "../../fake_world";
import { bodies, messageRows, opened, serverOfTwo, tab, texts } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = serverOfTwo(2);
});

describe("a task that the server cannot take", () => {
  const AT_FAULT = "The server could not process it.";

  test.each([["silence"], [1009], [1011]] as const)(
    "fails when it meets %s every time, and the next task is sent",
    async (fault) => {
      const { chat, world } = await tab(server);
      const timeline = await opened(chat, "one");
      server.faults.set("poison", fault);
      chat.messages.send("one", "poison");
      chat.messages.send("one", "behind it");
      await world.clock.pass(120_000);
      expect(bodies(server).slice(2)).toEqual(["behind it"]);
      expect(messageRows(timeline).at(-1)).toMatchObject({
        status: "failed",
        content: { text: "poison" },
        outgoing: { reason: AT_FAULT },
      });
      server.faults.clear();
      chat.messages.retry(messageRows(timeline).at(-1)!.outgoing!.client_id);
      await settled();
      expect(bodies(server).at(-1)).toBe("poison");
    },
  );

  test("fails when only it receives unavailable", async () => {
    const { chat, world } = await tab(server);
    server.refusals.set("message.edit", Array(10_000).fill({ code: "unavailable", detail: "" }));
    server.post("alice", "one", "mine");
    chat.messages.perform("message.edit", { conversation: "one", seq: 3, body: "poison" });
    chat.messages.send("one", "behind it");
    await world.clock.pass(120_000);
    expect(bodies(server).at(-1)).toBe("behind it");
  });

  test("waits when the server refuses other requests too, and while offline", async () => {
    const { chat, world } = await tab(server);
    server.isIll = true;
    server.refusals.set("message.send", Array(60).fill({ code: "unavailable", detail: "" }));
    chat.messages.send("one", "patience");
    await world.clock.pass(50_000);
    for (let time = 0; time < 10; time++) {
      server.cut();
      server.mend();
      await world.clock.pass(3_000);
    }
    expect(chat.conversations.get("one")!.failed).toBe(0);
    server.isIll = false;
    server.refusals.clear();
    await world.clock.pass(10_000);
    expect(bodies(server).at(-1)).toBe("patience");
  });

  test("waits when the user has to accept new terms, and leads them there", async () => {
    const { chat, world } = await tab(server);
    server.refusals.set("message.send", [{ code: "terms_required", detail: "" }]);
    chat.messages.send("one", "before the terms");
    await settled();
    expect(world.wentTo).toEqual([expect.stringMatching("^/documents/accept/.next=%2Fc%2Fone")]);
    await world.clock.pass(10_000);
    expect(bodies(server).at(-1)).toBe("before the terms");
  });

  test("keeps the text of an edit, to retry, edit or discard", async () => {
    const { chat } = await tab(server);
    server.post("alice", "one", "mine");
    const timeline = await opened(chat, "one");
    const failed = () => messageRows(timeline).at(-1)!.failedEdit;
    server.refusals.set("message.edit", [
      { code: "too_large", detail: "" },
      { code: "too_large", detail: "" },
    ]);
    chat.messages.perform("message.edit", { conversation: "one", seq: 3, body: "mine, and better" });
    await settled();
    expect(texts(timeline).at(-1)).toBe("mine");
    expect(failed()).toMatchObject({ body: "mine, and better", reason: "This is too long." });
    chat.messages.retry(failed()!.id);
    await settled();
    chat.drafts.set("one", { text: "a draft", reply_to: null, editing: null });
    chat.messages.takeBack(failed()!.id);
    expect(failed()).toBeNull();
    expect(chat.drafts.of("one").value).toMatchObject({ text: "mine, and better", editing: 3 });
    chat.messages.perform("message.edit", { conversation: "one", seq: 3, body: "mine, and better" });
    chat.drafts.endEdit("one");
    await settled();
    expect(bodies(server).at(-1)).toBe("mine, and better");
    expect(chat.drafts.of("one").value.text).toBe("a draft");
  });

  test("returns to the composer, before the draft", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.refusals.set("message.send", [{ code: "forbidden", detail: "" }]);
    chat.messages.send("one", "refused", { reply_to: 2 });
    await settled();
    chat.drafts.set("one", { text: "next", reply_to: null, editing: null });
    chat.messages.takeBack(messageRows(timeline).at(-1)!.outgoing!.client_id);
    expect(chat.drafts.of("one").value).toEqual({ text: "refused\nnext", reply_to: 2, editing: null });
    expect(texts(timeline)).not.toContain("refused");
  });
});

describe("a browser without working locks or channels", () => {
  test("sends when another tab has the lock and does nothing", async () => {
    const browser = new FakeBrowser();
    browser.lock = () => new Promise(() => {});
    const { chat, world } = await tab(server, browser);
    chat.messages.send("one", "in the end");
    await world.clock.pass(25_000);
    expect(bodies(server).at(-1)).toBe("in the end");
  });

  test("sends when the other tabs cannot be notified", async () => {
    const browser = new FakeBrowser();
    const { chat } = await tab(server, browser);
    for (const channel of browser.open)
      channel.postMessage = () => {
        throw new DOMException("closed", "InvalidStateError");
      };
    chat.messages.send("one", "alone");
    await settled();
    expect(bodies(server).at(-1)).toBe("alone");
    expect(chat.conversations.get("one")!.last!.status).toBe("sent");
  });
});
