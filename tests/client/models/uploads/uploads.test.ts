import { beforeEach, describe, expect, test, vi } from "vitest";
import { waveformOf } from "../../../../static/src/screen/loudness";
import type { FakeServer } from "../../fake_server";
import { FakeBrowser } from "../../fake_world";
import { close, messageRows, opened, tab } from "../../setup";
import type { FakeStore } from "./fake_store";
import { file, sentMessages, serverAndStore, TEXT, until } from "./uploading";

let server: FakeServer;
let store: FakeStore;

beforeEach(() => {
  [server, store] = serverAndStore();
});

describe("a file", () => {
  test("is uploaded in parts while the user writes, and its message names it", async () => {
    const here = await tab(server, undefined, store);
    here.chat.files.attach("one", [file()]);
    expect(here.chat.files.attached("one")).toMatchObject([
      { name: "notes.bin", kind: "file", state: "pending" },
    ]);
    await until(() => store.held.get("upload-1")?.upload.state === "pending", here);
    expect(await store.content("upload-1")).toBe(TEXT);
    expect(store.held.get("upload-1")!.sha256).toHaveLength(64);
    here.chat.messages.send("one", "look");
    await until(() => sentMessages(server).length === 1, here);
    expect(sentMessages(server)[0]).toMatchObject({ body: "look", attachments: ["upload-1"] });
    expect(here.chat.files.attached("one")).toEqual([]);
    expect(here.chat.files.underway()).toEqual([]);
  });

  test("can be sent before its upload is complete", async () => {
    const here = await tab(server, undefined, store);
    const timeline = await opened(here.chat, "one");
    store.passes = 2;
    here.chat.files.attach("one", [file()]);
    here.chat.messages.send("one", "");
    expect(here.chat.files.of(messageRows(timeline).at(-1)!)).toMatchObject([{ name: "notes.bin" }]);
    await until(() => sentMessages(server).length === 1 && store.isCut, here);
    expect(here.chat.files.underway()).toHaveLength(1);
    store.isCut = false;
    store.passes = Number.POSITIVE_INFINITY;
    await until(() => here.chat.files.underway().length === 0, here);
    expect(await store.content("upload-1")).toBe(TEXT);
    expect(new Set(store.puts).size).toBe(store.puts.length);
  });

  test("sends at most three parts at once", async () => {
    const here = await tab(server, undefined, store);
    here.chat.files.attach("one", [file("x".repeat(95))]);
    await until(() => store.held.get("upload-1")?.upload.state === "pending", here);
    expect(store.mostFlying).toBe(3);
  });

  test("is deleted on the server when it is removed", async () => {
    const here = await tab(server, undefined, store);
    here.chat.files.attach("one", [file()]);
    await until(() => store.held.get("upload-1")?.upload.state === "pending", here);
    here.chat.files.detach("one", here.chat.files.attached("one")[0]!.id);
    await until(() => store.held.size === 0, here);
    expect(here.chat.files.attached("one")).toEqual([]);
  });

  test("shows the reason when refused, and is not in the message", async () => {
    const here = await tab(server, undefined, store);
    store.refusal = { code: "too_large", detail: "A file can have at most 1,024 bytes." };
    here.chat.files.attach("one", [file()]);
    await until(() => here.chat.files.attached("one")[0]?.error !== undefined, here);
    expect(here.chat.files.attached("one")[0]!.error).toBe("A file can have at most 1,024 bytes.");
    here.chat.messages.send("one", "without it");
    await until(() => sentMessages(server).length === 1, here);
    expect(sentMessages(server)[0]!.attachments).toBeUndefined();
    expect(here.chat.files.attached("one")).toHaveLength(1);
  });
});

describe("a voice message", () => {
  test("is marked as one on the server, and shows its own waveform first", async () => {
    const here = await tab(server, undefined, store);
    const timeline = await opened(here.chat, "one");
    const voice = { duration_ms: 1200, waveform: waveformOf([0, 0.2, 0.4]) };
    here.chat.messages.sendVoice("one", file(TEXT, "Voice message.webm"), voice, { reply_to: 1 });
    expect(here.chat.files.of(messageRows(timeline).at(-1)!)).toMatchObject([{ kind: "voice", ...voice }]);
    await until(() => sentMessages(server).length === 1, here);
    expect(sentMessages(server)[0]).toMatchObject({ body: "", reply_to: 1, attachments: ["upload-1"] });
    expect(store.begun[0]).toMatchObject({ is_voice: true, duration_ms: 1200 });
  });

  test("has one byte for each section, scaled to the loudest", () => {
    const bytes = [...atob(waveformOf([0, 0.1, 0.2, 0.4]))].map((char) => char.charCodeAt(0));
    expect(bytes).toEqual([0, 64, 128, 255]);
    expect(atob(waveformOf(Array(1000).fill(0.3)))).toHaveLength(64);
    expect(waveformOf([])).toBe("");
  });
});

test("old uploads are not kept in memory", async () => {
  const here = await tab(server, undefined, store);
  const revoked = vi.spyOn(URL, "revokeObjectURL");
  const pictures = Array.from({ length: 52 }, (_, at) => new File(["x"], `${at}.png`, { type: "image/png" }));
  here.chat.files.attach("one", pictures);
  const urls = here.chat.files.attached("one").map(({ local }) => local);
  here.chat.messages.send("one", "");
  await until(() => here.chat.files.underway().length === 0, here);
  expect(revoked.mock.calls.map(([url]) => url)).toEqual(urls.slice(0, 2));
});

describe("without a network", () => {
  test("a message with a file waits, in order, and is sent with it", async () => {
    const here = await tab(server, undefined, store);
    store.isCut = true;
    server.cut();
    here.chat.files.attach("one", [file()]);
    here.chat.messages.send("one", "first, with a file");
    here.chat.messages.send("one", "second");
    server.mend();
    store.isCut = false;
    await until(() => sentMessages(server).length === 2, here);
    expect(sentMessages(server).map(({ body }) => body)).toEqual(["first, with a file", "second"]);
    expect(sentMessages(server)[0]).toMatchObject({ attachments: ["upload-1"] });
  });

  test("a reload loses nothing", async () => {
    const browser = new FakeBrowser();
    const before = await tab(server, browser, store);
    store.isCut = true;
    server.cut();
    before.chat.files.attach("one", [file()]);
    before.chat.messages.send("one", "with a file");
    await new Promise((resolve) => setTimeout(resolve, 50));
    close(before);
    server.mend();
    store.isCut = false;
    const here = await tab(server, browser, store);
    await until(() => sentMessages(server).length === 1, here);
    expect(sentMessages(server)[0]).toMatchObject({ body: "with a file", attachments: ["upload-1"] });
    await until(() => store.held.get("upload-1")?.upload.state === "pending", here);
    expect(await store.content("upload-1")).toBe(TEXT);
    expect(here.chat.files.underway()).toEqual([]);
  });
});
