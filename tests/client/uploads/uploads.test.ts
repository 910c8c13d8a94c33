import { beforeEach, describe, expect, test, vi } from "vitest";
import { waveformOf } from "../../../static/src/screen/loudness";
import { FakeServer } from "../fake_server";
import { FakeBrowser } from "../fake_world";
import { close, messageRows, opened, type Tab, tab } from "../setup";
import { FakeStore } from "./fake_store";

const TEXT = "a file of thirty-seven bytes, in parts";

let server: FakeServer;
let store: FakeStore;

beforeEach(() => {
  server = new FakeServer();
  server.found("one");
  store = new FakeStore();
});

function file(text = TEXT, name = "notes.bin"): File {
  return new File([text], name, { type: "application/octet-stream" });
}

/** Real time: parts fly, and what waits is let go on. */
async function until(is: () => boolean, { world }: Tab): Promise<void> {
  for (let turn = 0; turn < 400 && !is(); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    await world.clock.pass(100);
  }
  expect(is()).toBe(true);
}

function sentMessages(): Record<string, unknown>[] {
  return server.inputs.filter(({ type }) => type === "message.send");
}

describe("a file", () => {
  test("goes up in parts while one writes, and its message names it", async () => {
    const here = await tab(server, undefined, store);
    here.chat.files.attach("one", [file()]);
    expect(here.chat.files.attached("one")).toMatchObject([
      { name: "notes.bin", kind: "file", state: "pending" },
    ]);
    await until(() => store.held.get("upload-1")?.upload.state === "pending", here);
    expect(await store.content("upload-1")).toBe(TEXT);
    expect(store.held.get("upload-1")!.sha256).toHaveLength(64);
    here.chat.messages.send("one", "look");
    await until(() => sentMessages().length === 1, here);
    expect(sentMessages()[0]).toMatchObject({ body: "look", attachments: ["upload-1"] });
    expect(here.chat.files.attached("one")).toEqual([]);
    expect(here.chat.files.underway()).toEqual([]);
  });

  test("is sent before it is there, and goes on", async () => {
    const here = await tab(server, undefined, store);
    const timeline = await opened(here.chat, "one");
    store.passes = 2;
    here.chat.files.attach("one", [file()]);
    here.chat.messages.send("one", "");
    expect(here.chat.files.of(messageRows(timeline).at(-1)!)).toMatchObject([{ name: "notes.bin" }]);
    await until(() => sentMessages().length === 1 && store.isCut, here);
    expect(here.chat.files.underway()).toHaveLength(1);
    store.isCut = false;
    store.passes = Number.POSITIVE_INFINITY;
    await until(() => here.chat.files.underway().length === 0, here);
    expect(await store.content("upload-1")).toBe(TEXT);
    expect(new Set(store.puts).size).toBe(store.puts.length);
  });

  test("at most three parts of it fly at once", async () => {
    const here = await tab(server, undefined, store);
    here.chat.files.attach("one", [file("x".repeat(95))]);
    await until(() => store.held.get("upload-1")?.upload.state === "pending", here);
    expect(store.mostFlying).toBe(3);
  });

  test("that is taken back is gone from the server too", async () => {
    const here = await tab(server, undefined, store);
    here.chat.files.attach("one", [file()]);
    await until(() => store.held.get("upload-1")?.upload.state === "pending", here);
    here.chat.files.detach("one", here.chat.files.attached("one")[0]!.id);
    await until(() => store.held.size === 0, here);
    expect(here.chat.files.attached("one")).toEqual([]);
  });

  test("that is refused says why, and stays out of the message", async () => {
    const here = await tab(server, undefined, store);
    store.refusal = { code: "too_large", detail: "A file has at most 1,024 bytes." };
    here.chat.files.attach("one", [file()]);
    await until(() => here.chat.files.attached("one")[0]?.error !== undefined, here);
    expect(here.chat.files.attached("one")[0]!.error).toBe("A file has at most 1,024 bytes.");
    here.chat.messages.send("one", "without it");
    await until(() => sentMessages().length === 1, here);
    expect(sentMessages()[0]!.attachments).toBeUndefined();
    expect(here.chat.files.attached("one")).toHaveLength(1);
  });
});

describe("a voice message", () => {
  test("says so to the server, and shows its waveform before the server has one", async () => {
    const here = await tab(server, undefined, store);
    const timeline = await opened(here.chat, "one");
    const voice = { duration_ms: 1200, waveform: waveformOf([0, 0.2, 0.4]) };
    here.chat.messages.sendVoice("one", file(TEXT, "Voice message.webm"), voice, { reply_to: 1 });
    expect(here.chat.files.of(messageRows(timeline).at(-1)!)).toMatchObject([{ kind: "voice", ...voice }]);
    await until(() => sentMessages().length === 1, here);
    expect(sentMessages()[0]).toMatchObject({ body: "", reply_to: 1, attachments: ["upload-1"] });
    expect(store.begun[0]).toMatchObject({ is_voice: true, duration_ms: 1200 });
  });

  test("has a byte for each stretch, the loudest full", () => {
    const bytes = [...atob(waveformOf([0, 0.1, 0.2, 0.4]))].map((char) => char.charCodeAt(0));
    expect(bytes).toEqual([0, 64, 128, 255]);
    expect(atob(waveformOf(Array(1000).fill(0.3)))).toHaveLength(64);
    expect(waveformOf([])).toBe("");
  });
});

describe("a file that cannot be read any more", () => {
  test("says so instead of waiting for a network, and goes on when tried again", async () => {
    const here = await tab(server, undefined, store);
    await opened(here.chat, "one");
    store.passes = 2;
    store.isUnreadable = true;
    here.chat.files.attach("one", [file()]);
    here.chat.messages.send("one", "look");
    await until(() => here.chat.files.underway()[0]?.error !== undefined, here);
    expect(here.chat.files.underway()[0]!.error).toBe("It could not be read. Choose it again.");
    store.isUnreadable = false;
    store.isCut = false;
    store.passes = Number.POSITIVE_INFINITY;
    here.chat.files.retry(here.chat.files.underway()[0]!.id);
    await until(() => sentMessages().length === 1 && here.chat.files.underway().length === 0, here);
    const [id] = sentMessages()[0]!.attachments as string[];
    expect(await store.content(id!)).toBe(TEXT);
  });
});

test("of files that are there long ago nothing is held", async () => {
  const here = await tab(server, undefined, store);
  const revoked = vi.spyOn(URL, "revokeObjectURL");
  const pictures = Array.from({ length: 52 }, (_, at) => new File(["x"], `${at}.png`, { type: "image/png" }));
  here.chat.files.attach("one", pictures);
  const urls = here.chat.files.attached("one").map(({ local }) => local);
  here.chat.messages.send("one", "");
  await until(() => here.chat.files.underway().length === 0, here);
  expect(revoked.mock.calls.map(([url]) => url)).toEqual(urls.slice(0, 2));
});

describe("beside a text", () => {
  test("survives a reload, and is sent from there", async () => {
    const browser = new FakeBrowser();
    const before = await tab(server, browser, store);
    before.chat.files.attach("one", [file()]);
    await until(() => store.held.get("upload-1")?.upload.state === "pending", before);
    await new Promise((resolve) => setTimeout(resolve, 50));
    close(before);
    const here = await tab(server, browser, store);
    await until(() => here.chat.files.attached("one").length === 1, here);
    here.chat.messages.send("one", "look");
    await until(() => sentMessages().length === 1, here);
    expect(sentMessages()[0]).toMatchObject({ attachments: ["upload-1"] });
    expect(store.held.size).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    close(here);
    const after = await tab(server, browser, store);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(after.chat.files.attached("one")).toEqual([]);
  });

  test("is of one tab as long as that is open, and of the next after it", async () => {
    const browser = new FakeBrowser();
    const first = await tab(server, browser, store);
    first.chat.files.attach("one", [file()]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = await tab(server, browser, store);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(second.chat.files.attached("one")).toEqual([]);
    close(first);
    await until(() => second.chat.files.attached("one").length === 1, second);
  });

  test("is forgotten when it is taken back", async () => {
    const browser = new FakeBrowser();
    const before = await tab(server, browser, store);
    before.chat.files.attach("one", [file()]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    before.chat.files.detach("one", before.chat.files.attached("one")[0]!.id);
    await new Promise((resolve) => setTimeout(resolve, 50));
    close(before);
    const here = await tab(server, browser, store);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(here.chat.files.attached("one")).toEqual([]);
  });
});

describe("a file that the server refuses", () => {
  const VIRUS = "A virus was found in the file, so nobody can open it. Check the device that it came from.";

  test("says so beside the text that is being written, which goes without it", async () => {
    const here = await tab(server, undefined, store);
    store.rejected.set("bad.exe", "infected");
    here.chat.files.attach("one", [file(TEXT, "bad.exe"), file()]);
    await until(() => here.chat.files.attached("one").some(({ error }) => error === VIRUS), here);
    here.chat.messages.send("one", "the good one");
    await until(() => sentMessages().length === 1, here);
    expect(sentMessages()[0]).toMatchObject({ body: "the good one", attachments: ["upload-2"] });
    expect(here.chat.files.attached("one")).toMatchObject([{ name: "bad.exe", error: VIRUS }]);
  });

  test("in the last moment: its message says which and why, and goes without it", async () => {
    const here = await tab(server, undefined, store);
    const timeline = await opened(here.chat, "one");
    const failed = () => messageRows(timeline).at(-1)!.outgoing!;
    store.rejected.set("bad.exe", "infected");
    server.refusals.set("message.send", [{ code: "not_found", detail: "" }]);
    here.chat.files.attach("one", [file(TEXT, "bad.exe"), file()]);
    here.chat.messages.send("one", "look");
    await until(() => here.chat.conversations.get("one")!.failed === 1, here);
    expect(failed().reason).toBe(`bad.exe: ${VIRUS}`);
    expect(failed().refused_files).toHaveLength(1);
    here.chat.messages.retryWithout(failed().client_id);
    await until(() => sentMessages().length === 2, here);
    expect(sentMessages()[1]).toMatchObject({ body: "look", attachments: ["upload-2"] });
  });

  test("is sent anew when its message is tried again, and comes back with it into the composer", async () => {
    const here = await tab(server, undefined, store);
    const timeline = await opened(here.chat, "one");
    const failed = () => messageRows(timeline).at(-1)!.outgoing!;
    store.rejected.set("notes.bin", "hash_mismatch");
    const refusal = { code: "not_found", detail: "" };
    server.refusals.set("message.send", [refusal, refusal]);
    here.chat.files.attach("one", [file()]);
    here.chat.messages.send("one", "look");
    await until(() => here.chat.conversations.get("one")!.failed === 1, here);
    here.chat.messages.retry(failed().client_id);
    await until(() => sentMessages().length === 2, here);
    expect(sentMessages()[1]).toMatchObject({ attachments: ["upload-2"] });
    await until(() => here.chat.conversations.get("one")!.failed === 1, here);
    here.chat.messages.takeBack(failed().client_id);
    expect(here.chat.drafts.of("one").value.text).toBe("look");
    expect(here.chat.files.attached("one")).toMatchObject([{ name: "notes.bin", error: expect.anything() }]);
  });

  test("holds nothing up for ever when the server has no place for it", async () => {
    const here = await tab(server, undefined, store);
    store.refusal = { code: "unavailable", detail: "" };
    here.chat.files.attach("one", [file()]);
    here.chat.messages.send("one", "with a file");
    here.chat.messages.send("one", "behind it");
    await here.world.clock.pass(90_000);
    expect(sentMessages().map(({ body }) => body)).toEqual(["behind it"]);
  });
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
    await until(() => sentMessages().length === 2, here);
    expect(sentMessages().map(({ body }) => body)).toEqual(["first, with a file", "second"]);
    expect(sentMessages()[0]).toMatchObject({ attachments: ["upload-1"] });
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
    await until(() => sentMessages().length === 1, here);
    expect(sentMessages()[0]).toMatchObject({ body: "with a file", attachments: ["upload-1"] });
    await until(() => store.held.get("upload-1")?.upload.state === "pending", here);
    expect(await store.content("upload-1")).toBe(TEXT);
    expect(here.chat.files.underway()).toEqual([]);
  });
});
