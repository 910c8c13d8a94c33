import { beforeEach, describe, expect, test } from "vitest";
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

describe("a file that can no longer be read", () => {
  test("fails instead of waiting for a network, and can be retried", async () => {
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
    await until(() => sentMessages(server).length === 1 && here.chat.files.underway().length === 0, here);
    const [id] = sentMessages(server)[0]!.attachments as string[];
    expect(await store.content(id!)).toBe(TEXT);
  });
});

describe("a file of a draft", () => {
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
    await until(() => sentMessages(server).length === 1, here);
    expect(sentMessages(server)[0]).toMatchObject({ attachments: ["upload-1"] });
    expect(store.held.size).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    close(here);
    const after = await tab(server, browser, store);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(after.chat.files.attached("one")).toEqual([]);
  });

  test("belongs to one tab while it is open, and then to the next", async () => {
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

  test("is deleted when it is removed", async () => {
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
  const VIRUS = "A virus was found in the file, so no one can open it. Check the device that it came from.";

  test("shows the refusal in the composer, whose text is sent without it", async () => {
    const here = await tab(server, undefined, store);
    store.rejected.set("bad.exe", "infected");
    here.chat.files.attach("one", [file(TEXT, "bad.exe"), file()]);
    await until(() => here.chat.files.attached("one").some(({ error }) => error === VIRUS), here);
    here.chat.messages.send("one", "the good one");
    await until(() => sentMessages(server).length === 1, here);
    expect(sentMessages(server)[0]).toMatchObject({ body: "the good one", attachments: ["upload-2"] });
    expect(here.chat.files.attached("one")).toMatchObject([{ name: "bad.exe", error: VIRUS }]);
  });

  test("is named in its failed message, which can be sent without it", async () => {
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
    await until(() => sentMessages(server).length === 2, here);
    expect(sentMessages(server)[1]).toMatchObject({ body: "look", attachments: ["upload-2"] });
  });

  test("is uploaded again when its message is retried, and returns to the composer with it", async () => {
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
    await until(() => sentMessages(server).length === 2, here);
    expect(sentMessages(server)[1]).toMatchObject({ attachments: ["upload-2"] });
    await until(() => here.chat.conversations.get("one")!.failed === 1, here);
    here.chat.messages.takeBack(failed().client_id);
    expect(here.chat.drafts.of("one").value.text).toBe("look");
    expect(here.chat.files.attached("one")).toMatchObject([{ name: "notes.bin", error: expect.anything() }]);
  });

  test("does not block the outbox when the server has no space for it", async () => {
    const here = await tab(server, undefined, store);
    store.refusal = { code: "unavailable", detail: "" };
    here.chat.files.attach("one", [file()]);
    here.chat.messages.send("one", "with a file");
    here.chat.messages.send("one", "behind it");
    await here.world.clock.pass(90_000);
    expect(sentMessages(server).map(({ body }) => body)).toEqual(["behind it"]);
  });
});
