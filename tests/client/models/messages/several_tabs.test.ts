import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import type { FakeServer } from "../../fake_server";
import { FakeBrowser } from "../../fake_world";
import { bodies, close, messageRows, opened, serverOfTwo, tab, texts } from "../../setup";

let server: FakeServer;

beforeEach(() => {
  server = serverOfTwo(2);
});

describe("several tabs", () => {
  test("share one outbox, which one of them sends", async () => {
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
    expect(bodies(server).slice(2)).toEqual(["from the right", "from the left"]);
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

  test("keep sending when the sending tab is closed", async () => {
    const browser = new FakeBrowser();
    const left = await tab(server, browser);
    const right = await tab(server, browser);
    server.cut();
    left.chat.messages.send("one", "left behind");
    await settled();
    close(left);
    server.mend();
    await right.world.clock.pass(2_000);
    expect(bodies(server).at(-1)).toBe("left behind");
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
});
