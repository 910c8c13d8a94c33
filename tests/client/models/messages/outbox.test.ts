import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import type { FakeServer } from "../../fake_server";
import { bodies, close, messageRows, opened, serverOfTwo, tab, texts } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = serverOfTwo(2);
});

describe("sending", () => {
  test("shows a message at once, which keeps its place and key", async () => {
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

  test("shows a message once, whether the reply or the event arrives first", async () => {
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
    server.post("bob", "one", "and the gap is filled");
    await settled();
    expect(texts(timeline).slice(-3)).toEqual(["hello", "hello", "and the gap is filled"]);
    expect([...counts]).toEqual([0, 1, 2]);
  });

  test("sends messages once and in order after a reload while offline", async () => {
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
    expect(bodies(server)).toEqual(sent);
    await timeline.retry();
    expect(texts(timeline)).toEqual(sent);
    close(here);
    const later = await tab(server);
    expect(later.chat.conversations.get("one")!.last!.status).toBe("sent");
    expect(bodies(server)).toEqual(sent);
  });

  test("stores a message once when its reply is lost", async () => {
    const here = await tab(server);
    server.swallowsReplies = server.losesEvents = true;
    here.chat.messages.send("one", "once");
    await settled();
    server.cut();
    server.swallowsReplies = server.losesEvents = false;
    server.mend();
    await here.world.clock.pass(2_000);
    expect(bodies(server).filter((body) => body === "once")).toHaveLength(1);
    expect(here.chat.conversations.get("one")!.last).toMatchObject({
      status: "sent",
      content: { text: "once" },
    });
  });

  test("is complete when the event arrives without a reply", async () => {
    const { chat } = await tab(server);
    server.swallowsReplies = true;
    chat.messages.send("one", "mine");
    await settled();
    server.post("bob", "one", "an answer");
    expect(chat.conversations.get("one")!.last).toMatchObject({
      sender: "bob",
      content: { text: "an answer" },
    });
  });

  test("sends one message at a time in each conversation", async () => {
    const here = await tab(server);
    server.refusals.set("message.send", [{ code: "rate_limited", detail: "", retry_after_ms: 5_000 }]);
    here.chat.messages.send("one", "first");
    here.chat.messages.send("one", "second");
    here.chat.messages.send("two", "elsewhere");
    await settled();
    expect(bodies(server, "two")).toEqual(["elsewhere"]);
    expect(bodies(server)).toHaveLength(2);
    await here.world.clock.pass(5_000);
    expect(bodies(server).slice(2)).toEqual(["first", "second"]);
  });

  test("retries with the same client_id when the server is busy", async () => {
    const here = await tab(server);
    const busy = { code: "unavailable", detail: "" };
    server.refusals.set("message.send", Array(8).fill(busy));
    here.chat.messages.send("one", "patience");
    await here.world.clock.pass(30_000);
    const ids = new Set(server.socket.named("message.send").map(({ client_id }) => client_id));
    expect(ids.size).toBe(1);
    expect(bodies(server).at(-1)).toBe("patience");
  });

  test("keeps a refused message for a retry, and sends the next", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.refusals.set("message.send", [{ code: "forbidden", detail: "" }]);
    chat.messages.send("one", "refused");
    chat.messages.send("one", "accepted");
    await settled();
    expect(bodies(server).slice(2)).toEqual(["accepted"]);
    const failed = messageRows(timeline).at(-1)!;
    expect(failed).toMatchObject({ status: "failed", content: { text: "refused" } });
    expect(failed.outgoing!.reason).toBe("You are not allowed to do this.");
    expect(chat.conversations.get("one")!.failed).toBe(1);
    chat.messages.retry(failed.outgoing!.client_id);
    await settled();
    expect(bodies(server).slice(2)).toEqual(["accepted", "refused"]);
    expect(chat.conversations.get("one")!.failed).toBe(0);
  });

  test("keeps a failed message after a reload, until it is discarded", async () => {
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
    expect(bodies(server)).toHaveLength(2);
  });

  test("is refused with a sentence when the outbox is full", async () => {
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

  test("replaces half an emoji in messages, edits and requests", async () => {
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

describe("edits, deletions and reactions", () => {
  test("are shown at once and stay", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.post("alice", "one", "mine");
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

  test("wait for the network like messages", async () => {
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

  test("are reverted with a notice when refused", async () => {
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
