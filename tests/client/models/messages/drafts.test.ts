import { beforeEach, describe, expect, test } from "vitest";
import { FakeServer } from "../../fake_server";
import { close, serverOfTwo, tab } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = serverOfTwo(2);
});

describe("drafts", () => {
  test("survive a reload", async () => {
    const before = await tab(server);
    before.chat.drafts.set("one", { text: "half a thou", reply_to: 2, editing: null });
    await before.world.clock.pass(400);
    close(before);
    const after = await tab(server);
    expect(after.chat.drafts.of("one").value).toMatchObject({
      text: "half a thou",
      reply_to: 2,
      editing: null,
    });
    expect(after.chat.conversations.get("one")!.draft).toBe("half a thou");
  });

  test("remain under an edit after a reload and a change of conversation", async () => {
    const before = await tab(server);
    before.chat.drafts.set("one", { text: "half a thou", reply_to: 2, editing: null });
    before.chat.drafts.beginEdit("one", 1, "old words");
    before.chat.drafts.set("one", { ...before.chat.drafts.of("one").value, text: "old words, mended" });
    before.chat.drafts.beginEdit("one", 2, "another");
    before.chat.drafts.set("two", { text: "elsewhere", reply_to: null, editing: null });
    await before.world.clock.pass(400);
    close(before);
    const { chat } = await tab(server);
    expect(chat.drafts.of("one").value).toMatchObject({ text: "another", editing: 2 });
    expect(chat.conversations.get("one")!.draft).toBe("half a thou");
    chat.drafts.endEdit("one");
    expect(chat.drafts.of("one").value).toMatchObject({ text: "half a thou", reply_to: 2, editing: null });
  });

  test("are counted with unsent messages at sign-out", async () => {
    const { chat } = await tab(server);
    server.cut();
    chat.messages.send("one", "unsent");
    chat.messages.send("two", "unsent");
    chat.drafts.set("two", { text: "half", reply_to: null, editing: null });
    chat.drafts.set("one", { text: " ", reply_to: null, editing: null });
    expect(chat.session.unsent()).toEqual({ messages: 2, drafts: 1 });
    expect(chat.messages.waiting.value).toBe(2);
  });

  test("are not visible to the next user of this browser", async () => {
    const before = await tab(server);
    before.chat.drafts.set("one", { text: "alice's", reply_to: null, editing: null });
    await before.world.clock.pass(400);
    close(before);
    const others = new FakeServer();
    others.me.id = "zoe";
    others.addConversation("one");
    close(await tab(others));
    const after = await tab(server);
    expect(after.chat.drafts.of("one").value.text).toBe("");
  });
});
