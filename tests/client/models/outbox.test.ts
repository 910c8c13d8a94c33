import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../fake_clock";
import { FakeServer } from "../fake_server";
import { FakeBrowser } from "../fake_world";
import { close, messageRows, opened, tab, texts } from "../setup";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.found("one");
  server.found("two");
  server.history("one", 2);
});

function bodies(id = "one"): (string | null | undefined)[] {
  return server.held.get(id)!.messages.map(({ body }) => body);
}

describe("sending", () => {
  test("the message is there at once, and keeps its place and key when the server has it", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    chat.messages.send("one", "hello");
    const echo = messageRows(timeline).at(-1)!;
    expect(echo).toMatchObject({ status: "sending", seq: null, mine: true });
    await settled();
    const arrived = messageRows(timeline).at(-1)!;
    expect(arrived).toMatchObject({ key: echo.key, status: "sent", seq: 3, outgoing: null });
    expect(texts(timeline)).toEqual(["message 1", "message 2", "hello"]);
  });

  test("it is never seen twice, nor missing, whichever of answer and event comes first", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    const counts = new Set<number>();
    timeline.rows.subscribe(() => counts.add(texts(timeline).filter((text) => text === "hello").length));
    chat.messages.send("one", "hello");
    await settled();
    server.losesEvents = true;
    chat.messages.send("one", "hello");
    await settled();
    expect(messageRows(timeline).at(-1)).toMatchObject({ status: "sent", seq: null });
    server.losesEvents = false;
    server.say("bob", "one", "and the gap is filled");
    await settled();
    expect(texts(timeline).slice(-3)).toEqual(["hello", "hello", "and the gap is filled"]);
    expect([...counts]).toEqual([0, 1, 2]);
  });

  test("offline, reload, online: all once and in order", async () => {
    const before = await tab(server);
    server.cut();
    for (const n of [1, 2, 3, 4, 5]) before.chat.messages.send("one", `offline ${n}`);
    await settled();
    close(before);
    const here = await tab(server);
    const timeline = await opened(here.chat, "one");
    expect(messageRows(timeline).filter(({ status }) => status === "sending")).toHaveLength(5);
    server.mend();
    await here.world.clock.pass(2_000);
    const sent = ["message 1", "message 2", "offline 1", "offline 2", "offline 3", "offline 4", "offline 5"];
    expect(bodies()).toEqual(sent);
    await timeline.retry();
    expect(texts(timeline)).toEqual(sent);
    close(here);
    const later = await tab(server);
    expect(later.chat.conversations.get("one")!.last!.status).toBe("sent");
    expect(bodies()).toEqual(sent);
  });

  test("an answer that was lost does not make two of it", async () => {
    const here = await tab(server);
    server.swallowsReplies = server.losesEvents = true;
    here.chat.messages.send("one", "once");
    await settled();
    server.cut();
    server.swallowsReplies = server.losesEvents = false;
    server.mend();
    await here.world.clock.pass(2_000);
    expect(bodies().filter((body) => body === "once")).toHaveLength(1);
    expect(here.chat.conversations.get("one")!.last).toMatchObject({
      status: "sent",
      content: { text: "once" },
    });
  });

  test("the event is as good as the answer", async () => {
    const { chat } = await tab(server);
    server.swallowsReplies = true;
    chat.messages.send("one", "mine");
    await settled();
    server.say("bob", "one", "an answer");
    expect(chat.conversations.get("one")!.last).toMatchObject({
      sender: "bob",
      content: { text: "an answer" },
    });
  });

  test("one is on the way at a time in a conversation, others do not wait for it", async () => {
    const here = await tab(server);
    server.refusals.set("message.send", [{ code: "rate_limited", detail: "", retry_after_ms: 5_000 }]);
    here.chat.messages.send("one", "first");
    here.chat.messages.send("one", "second");
    here.chat.messages.send("two", "elsewhere");
    await settled();
    expect(bodies("two")).toEqual(["elsewhere"]);
    expect(bodies()).toHaveLength(2);
    await here.world.clock.pass(5_000);
    expect(bodies().slice(2)).toEqual(["first", "second"]);
  });

  test("a server that is busy is asked again with the same client_id", async () => {
    const here = await tab(server);
    const busy = { code: "unavailable", detail: "" };
    server.refusals.set("message.send", Array(8).fill(busy));
    here.chat.messages.send("one", "patience");
    await here.world.clock.pass(30_000);
    const ids = new Set(server.socket.named("message.send").map(({ client_id }) => client_id));
    expect(ids.size).toBe(1);
    expect(bodies().at(-1)).toBe("patience");
  });

  test("what is refused keeps its text and says why; the next goes on; a retry sends it", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.refusals.set("message.send", [{ code: "forbidden", detail: "" }]);
    chat.messages.send("one", "refused");
    chat.messages.send("one", "accepted");
    await settled();
    expect(bodies().slice(2)).toEqual(["accepted"]);
    const failed = messageRows(timeline).at(-1)!;
    expect(failed).toMatchObject({ status: "failed", content: { text: "refused" } });
    expect(failed.outgoing!.reason).toBe("You are not allowed to do this.");
    expect(chat.conversations.get("one")!.failed).toBe(1);
    chat.messages.retry(failed.outgoing!.client_id);
    await settled();
    expect(bodies().slice(2)).toEqual(["accepted", "refused"]);
    expect(chat.conversations.get("one")!.failed).toBe(0);
  });

  test("a failed one survives a reload, and is gone for good when discarded", async () => {
    const first = await tab(server);
    server.refusals.set("message.send", [{ code: "too_large", detail: "" }]);
    first.chat.messages.send("one", "too long");
    await settled();
    close(first);
    const second = await tab(server);
    const timeline = await opened(second.chat, "one");
    expect(messageRows(timeline).at(-1)).toMatchObject({ status: "failed" });
    second.chat.messages.discard(messageRows(timeline).at(-1)!.outgoing!.client_id);
    expect(texts(timeline)).not.toContain("too long");
    await settled();
    close(second);
    const third = await tab(server);
    expect(texts(await opened(third.chat, "one"))).not.toContain("too long");
    expect(bodies()).toHaveLength(2);
  });

  test("too much unsent is refused, with words", async () => {
    const { chat } = await tab(server);
    server.cut();
    for (let n = 0; n < 500; n++) chat.messages.send("one", `${n}`);
    chat.files.attach("one", [new File(["x"], "kept.txt")]);
    expect(() => chat.messages.send("one", "one more")).toThrow(
      "500 messages and changes wait to be sent. Try again when some of them are sent.",
    );
    expect(chat.files.attached("one")).toMatchObject([{ name: "kept.txt" }]);
    chat.messages.perform("reaction.add", { conversation: "one", seq: 1, emoji: "👍" });
    expect(chat.notices.all.value).toHaveLength(1);
  });

  test("half an emoji leaves as a whole character, in messages, edits and requests", async () => {
    const { chat } = await tab(server);
    chat.messages.send("one", "half \ud83d");
    await settled();
    chat.messages.perform("message.edit", { conversation: "one", seq: 3, body: "\ude00 half" });
    await settled();
    await chat.account.update({ display_name: "A\ud83d" }).catch(() => {});
    expect(server.socket.named("message.send").at(-1)!.body).toBe("half \ufffd");
    expect(server.socket.named("message.edit").at(-1)!.body).toBe("\ufffd half");
    expect(server.bodies.at(-1)).toContain("A\ufffd");
  });
});

describe("a task that the server cannot take", () => {
  const AT_FAULT = "The server could not process it.";

  test.each([["silence"], [1009], [1011]] as const)(
    "is set aside when it meets %s every time, and what is behind it goes out",
    async (fault) => {
      const { chat, world } = await tab(server);
      const timeline = await opened(chat, "one");
      server.faults.set("poison", fault);
      chat.messages.send("one", "poison");
      chat.messages.send("one", "behind it");
      await world.clock.pass(120_000);
      expect(bodies().slice(2)).toEqual(["behind it"]);
      expect(messageRows(timeline).at(-1)).toMatchObject({
        status: "failed",
        content: { text: "poison" },
        outgoing: { reason: AT_FAULT },
      });
      server.faults.clear();
      chat.messages.retry(messageRows(timeline).at(-1)!.outgoing!.client_id);
      await settled();
      expect(bodies().at(-1)).toBe("poison");
    },
  );

  test("is set aside when only it is answered with unavailable", async () => {
    const { chat, world } = await tab(server);
    server.refusals.set("message.edit", Array(10_000).fill({ code: "unavailable", detail: "" }));
    server.say("alice", "one", "mine");
    chat.messages.perform("message.edit", { conversation: "one", seq: 3, body: "poison" });
    chat.messages.send("one", "behind it");
    await world.clock.pass(120_000);
    expect(bodies().at(-1)).toBe("behind it");
  });

  test("waits while the server answers nothing else either, and while the network breaks", async () => {
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
    expect(bodies().at(-1)).toBe("patience");
  });

  test("is an edit: its text stays to be tried again, edited or given up", async () => {
    const { chat } = await tab(server);
    server.say("alice", "one", "mine");
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
    expect(bodies().at(-1)).toBe("mine, and better");
    expect(chat.drafts.of("one").value.text).toBe("a draft");
  });

  test("goes back into the composer, before what is being written", async () => {
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

describe("a browser without its helpers", () => {
  test("sends where another tab holds the lock and does nothing", async () => {
    const browser = new FakeBrowser();
    browser.lock = () => new Promise(() => {});
    const { chat, world } = await tab(server, browser);
    chat.messages.send("one", "in the end");
    await world.clock.pass(25_000);
    expect(bodies().at(-1)).toBe("in the end");
  });

  test("sends where other tabs cannot be told", async () => {
    const browser = new FakeBrowser();
    const { chat } = await tab(server, browser);
    for (const channel of browser.open)
      channel.postMessage = () => {
        throw new DOMException("closed", "InvalidStateError");
      };
    chat.messages.send("one", "alone");
    await settled();
    expect(bodies().at(-1)).toBe("alone");
    expect(chat.conversations.get("one")!.last!.status).toBe("sent");
  });

  test("signs out although caches and notifications never answer", async () => {
    const { chat, world } = await tab(server);
    world.forgetPage = () => new Promise(() => {});
    void chat.session.signOut();
    await world.clock.pass(5_000);
    expect(world.wentTo).toContain("/accounts/login/");
  });
});

describe("edits, deletions and reactions", () => {
  test("are shown at once and stay", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.say("alice", "one", "mine");
    chat.messages.perform("message.edit", { conversation: "one", seq: 3, body: "mine, changed" });
    chat.messages.perform("reaction.add", { conversation: "one", seq: 2, emoji: "👍" });
    chat.messages.perform("message.delete", { conversation: "one", seq: 1 });
    const [first, second, third] = messageRows(timeline);
    expect(first!.content).toEqual({ kind: "deleted" });
    expect(second!.reactions).toEqual({ "👍": ["alice"] });
    expect(third).toMatchObject({ content: { text: "mine, changed" }, edited: true });
    await settled();
    expect(server.held.get("one")!.messages[2]).toMatchObject({ body: "mine, changed" });
    expect(messageRows(timeline).map(({ content }) => content)).toEqual(
      [first, second, third].map((row) => row!.content),
    );
    chat.messages.perform("reaction.remove", { conversation: "one", seq: 2, emoji: "👍" });
    expect(messageRows(timeline)[1]!.reactions).toEqual({});
  });

  test("wait for the network like messages do", async () => {
    const first = await tab(server);
    server.cut();
    first.chat.messages.perform("reaction.add", { conversation: "one", seq: 1, emoji: "🎉" });
    await settled();
    close(first);
    const second = await tab(server);
    server.mend();
    await second.world.clock.pass(2_000);
    expect(server.held.get("one")!.messages[0]!.reactions).toEqual({ "🎉": ["alice"] });
  });

  test("a refused one is taken back and said so", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.refusals.set("message.delete", [{ code: "forbidden", detail: "" }]);
    chat.messages.perform("message.delete", { conversation: "one", seq: 1 });
    expect(texts(timeline)[0]).toBe("(deleted)");
    await settled();
    expect(texts(timeline)[0]).toBe("message 1");
    expect(chat.notices.all.value.map(({ text }) => text)).toEqual([
      "Not deleted. You are not allowed to do this.",
    ]);
    chat.notices.dismiss(chat.notices.all.value[0]!.id);
    expect(chat.notices.all.value).toEqual([]);
  });
});

describe("several tabs", () => {
  test("see the same outbox, and one of them sends", async () => {
    const browser = new FakeBrowser();
    const left = await tab(server, browser);
    const right = await tab(server, browser);
    const [here, there] = [await opened(left.chat, "one"), await opened(right.chat, "one")];
    server.cut();
    right.chat.messages.send("one", "from the right");
    await left.world.clock.pass(10);
    left.chat.messages.send("one", "from the left");
    await settled();
    expect(texts(here)).toEqual(["message 1", "message 2", "from the right", "from the left"]);
    expect(texts(there)).toEqual(texts(here));
    server.mend();
    await left.world.clock.pass(2_000);
    expect(bodies().slice(2)).toEqual(["from the right", "from the left"]);
    const senders = server.sockets.filter((socket) => socket.named("message.send").length);
    expect(senders).toHaveLength(1);
    for (const timeline of [here, there]) {
      expect(
        messageRows(timeline)
          .slice(2)
          .map(({ status }) => status),
      ).toEqual(["sent", "sent"]);
    }
  });

  test("when the sending tab is closed another one takes over", async () => {
    const browser = new FakeBrowser();
    const left = await tab(server, browser);
    const right = await tab(server, browser);
    server.cut();
    left.chat.messages.send("one", "left behind");
    await settled();
    close(left);
    server.mend();
    await right.world.clock.pass(2_000);
    expect(bodies().at(-1)).toBe("left behind");
  });

  test("share failures, retries and drafts", async () => {
    const browser = new FakeBrowser();
    const left = await tab(server, browser);
    const right = await tab(server, browser);
    server.refusals.set("message.send", [{ code: "forbidden", detail: "" }]);
    right.chat.messages.send("one", "refused");
    await settled();
    expect(left.chat.conversations.get("one")!.failed).toBe(1);
    const failed = messageRows(await opened(left.chat, "one")).at(-1)!;
    left.chat.messages.retry(failed.outgoing!.client_id);
    left.chat.drafts.set("two", { text: "half a thou", reply_to: null, editing: null });
    await settled();
    expect(right.chat.conversations.get("one")!.failed).toBe(0);
    expect(right.chat.drafts.of("two").value.text).toBe("half a thou");
  });

  test("a sign-out leaves nothing in the browser and ends every tab", async () => {
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

  test("offline, a sign-out is refused and nothing is lost", async () => {
    const { chat, world } = await tab(server);
    server.cut();
    chat.messages.send("one", "unsent");
    await expect(chat.session.signOut()).rejects.toThrow("The server cannot be reached right now.");
    server.mend();
    await world.clock.pass(2_000);
    expect(bodies().at(-1)).toBe("unsent");
  });
});

describe("drafts", () => {
  test("survive a reload", async () => {
    const before = await tab(server);
    before.chat.drafts.set("one", { text: "half a thou", reply_to: 2, editing: null });
    await before.world.clock.pass(400);
    close(before);
    const after = await tab(server);
    expect(after.chat.drafts.of("one").value).toEqual({ text: "half a thou", reply_to: 2, editing: null });
    expect(after.chat.conversations.get("one")!.draft).toBe("half a thou");
  });

  test("stay under an edit through a reload and a switch of conversation", async () => {
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
    expect(chat.drafts.of("one").value).toEqual({ text: "half a thou", reply_to: 2, editing: null });
  });

  test("and unsent messages are counted for who signs out", async () => {
    const { chat } = await tab(server);
    server.cut();
    chat.messages.send("one", "unsent");
    chat.messages.send("two", "unsent");
    chat.drafts.set("two", { text: "half", reply_to: null, editing: null });
    chat.drafts.set("one", { text: " ", reply_to: null, editing: null });
    expect(chat.session.unsent()).toEqual({ messages: 2, drafts: 1 });
    expect(chat.messages.waiting.value).toBe(2);
  });

  test("another person in this browser finds nothing of the last one's", async () => {
    const before = await tab(server);
    before.chat.drafts.set("one", { text: "alice's", reply_to: null, editing: null });
    await before.world.clock.pass(400);
    close(before);
    const others = new FakeServer();
    others.me.id = "zoe";
    others.found("one");
    close(await tab(others));
    const after = await tab(server);
    expect(after.chat.drafts.of("one").value.text).toBe("");
  });
});

describe("signing out elsewhere", () => {
  test("leads to the sign-in page and back to where one was", async () => {
    const { world } = await tab(server);
    server.socket.end(4401);
    await settled();
    expect(world.wentTo).toEqual(["(page forgotten)", "/accounts/login/?next=%2Fc%2Fone"]);
  });

  test("says there why, and what was not sent goes when the same person signs in again", async () => {
    const before = await tab(server);
    server.refusals.set("message.send", [{ code: "rate_limited", detail: "", retry_after_ms: 60_000 }]);
    before.chat.messages.send("one", "kept");
    await settled();
    server.socket.end(4401, "password_changed");
    await settled();
    expect(before.world.wentTo.at(-1)).toBe("/accounts/login/?next=%2Fc%2Fone&why=password_changed&kept=yes");
    close(before);
    await tab(server);
    expect(bodies().filter((body) => body === "kept")).toHaveLength(1);
  });

  test("does not leave a page that alone holds what was not sent", async () => {
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
    expect(bodies().filter((body) => body === "only here")).toHaveLength(1);
  });
});
