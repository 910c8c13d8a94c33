import { beforeEach, describe, expect, test } from "vitest";
import type { Timeline } from "../../../../static/src/models/api";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { opened, tab } from "../../setup";

const at = (minute: number): string => `2026-11-24T09:0${minute}:00Z`;
const seqs = ({ pins }: Timeline): number[] => pins.value.map(({ seq }) => seq);

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one");
  server.history("one", 300);
});

describe("the pinned messages", () => {
  test("are loaded with the conversation, the last pinned first", async () => {
    server.change("one", 2, { pinned_at: at(1) });
    server.change("one", 1, { pinned_at: at(2) });
    const { chat } = await tab(server);
    expect(seqs(await opened(chat, "one"))).toEqual([1, 2]);
  });

  test("follow what others pin, unpin and delete", async () => {
    server.change("one", 1, { pinned_at: at(1) });
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.change("one", 300, { pinned_at: at(2) });
    expect(seqs(timeline)).toEqual([300, 1]);
    server.change("one", 1, { pinned_at: undefined });
    expect(seqs(timeline)).toEqual([300]);
    server.change("one", 300, { pinned_at: undefined, deleted_at: at(3) });
    expect(seqs(timeline)).toEqual([]);
  });

  test("show at once what the user pins and unpins", async () => {
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.faults.set('"seq":', "silence");
    chat.messages.perform("message.pin", { conversation: "one", seq: 2 });
    expect(seqs(timeline)).toEqual([2]);
    chat.messages.perform("message.unpin", { conversation: "one", seq: 2 });
    expect(seqs(timeline)).toEqual([]);
  });

  test("end before what retention deletes", async () => {
    server.change("one", 1, { pinned_at: at(1) });
    server.change("one", 300, { pinned_at: at(2) });
    const { chat } = await tab(server);
    const timeline = await opened(chat, "one");
    server.expire("one", 100);
    await settled();
    expect(seqs(timeline)).toEqual([300]);
  });
});
