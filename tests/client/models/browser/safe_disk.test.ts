import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, test } from "vitest";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { close, tab } from "../../setup";

const NOTICE =
  "This browser cannot store anything at the moment. What you write is kept only while this page is open.";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one");
});

function bodies(): unknown[] {
  return server.held.get("one")!.messages.map(({ body }) => body);
}

/** Makes every transaction of this page end like this from now on. */
function breakTransactions(how: (transaction: () => IDBTransaction) => IDBTransaction): void {
  const database = Object.getPrototypeOf(databases[0]!) as IDBDatabase;
  const begin = database.transaction;
  database.transaction = function (...given) {
    return how(() => begin.apply(this, given));
  };
  undo.push(() => {
    database.transaction = begin;
  });
}

const databases: IDBDatabase[] = [];
const undo: (() => void)[] = [];

/** Databases that are opened from here on can be broken. */
function watchDatabases(): void {
  const factory = globalThis.indexedDB;
  const open = factory.open.bind(factory);
  factory.open = (...given) => {
    const request = open(...given);
    request.addEventListener("success", () => databases.push(request.result));
    return request;
  };
}

beforeEach(() => {
  for (const each of undo.splice(0)) each();
  databases.length = 0;
  watchDatabases();
});

describe("a disk that does not open", () => {
  test("fails: messages are sent, and the user is notified once", async () => {
    globalThis.indexedDB = { open: fail, databases: fail, deleteDatabase: fail } as unknown as IDBFactory;
    const { chat, world } = await tab(server);
    chat.messages.send("one", "first");
    chat.drafts.set("one", { text: "half", reply_to: null, editing: null });
    await world.clock.pass(10_000);
    expect(bodies()).toEqual(["first"]);
    expect(chat.drafts.of("one").value.text).toBe("half");
    expect(chat.notices.all.value.map(({ text }) => text)).toEqual([NOTICE]);
    expect(chat.session.losesOnLeaving()).toBe(true);
  });

  test("never responds: messages are sent after a moment", async () => {
    const factory = globalThis.indexedDB;
    const open = factory.open.bind(factory);
    factory.open = (...given) => Object.assign(open(...given), { addEventListener() {} });
    factory.databases = () => new Promise(() => {});
    const { chat, world } = await tab(server);
    chat.messages.send("one", "first");
    await world.clock.pass(6_000);
    expect(bodies()).toEqual(["first"]);
    expect(chat.notices.all.value.map(({ text }) => text)).toEqual([NOTICE]);
  });

  test("waits for a tab with an older version: messages are sent after a moment", async () => {
    globalThis.indexedDB.open("parlance-alice", 1);
    await settled();
    const { chat, world } = await tab(server);
    chat.messages.send("one", "first");
    await world.clock.pass(6_000);
    expect(bodies()).toEqual(["first"]);
    expect(chat.notices.all.value.map(({ text }) => text)).toEqual([NOTICE]);
  });

  test("waits to delete another user's data: it opens anyway", async () => {
    const other = globalThis.indexedDB.open("parlance-zoe", 2);
    await settled();
    expect(other.readyState).toBe("done");
    const { chat, world } = await tab(server);
    chat.drafts.set("one", { text: "half", reply_to: null, editing: null });
    await world.clock.pass(1_000);
    expect(chat.notices.all.value).toEqual([]);
  });
});

function fail(): never {
  throw new DOMException("The operation is insecure.", "SecurityError");
}

describe("a disk that opened and then", () => {
  test.each([
    ["is closed, and again", () => new DOMException("closed", "InvalidStateError")],
    ["is full", () => new DOMException("full", "QuotaExceededError")],
    ["aborts", () => new DOMException("aborted", "AbortError")],
    ["is unknown", () => new DOMException("broken", "UnknownError")],
  ])("%s: messages are sent, before and after", async (_, error) => {
    const { chat, world } = await tab(server);
    breakTransactions(() => {
      throw error();
    });
    chat.messages.send("one", "first");
    await world.clock.pass(20_000);
    chat.messages.send("one", "second");
    await world.clock.pass(20_000);
    expect(bodies()).toEqual(["first", "second"]);
    expect(chat.notices.all.value.map(({ text }) => text)).toEqual([NOTICE]);
  });

  test("never responds: messages are sent", async () => {
    const { chat, world } = await tab(server);
    breakTransactions((begin) => {
      const transaction = begin();
      transaction.addEventListener = () => {};
      return transaction;
    });
    chat.messages.send("one", "first");
    await world.clock.pass(20_000);
    chat.messages.send("one", "second");
    await world.clock.pass(20_000);
    expect(bodies()).toEqual(["first", "second"]);
    expect(chat.notices.all.value.map(({ text }) => text)).toEqual([NOTICE]);
  });

  test("is closed by the browser: it opens again with all of its data", async () => {
    const here = await tab(server);
    server.cut();
    here.chat.messages.send("one", "unsent");
    here.chat.drafts.set("one", { text: "half", reply_to: null, editing: null });
    await here.world.clock.pass(1_000);
    // Storage is cleared under the open page.
    for (const database of databases) database.close();
    globalThis.indexedDB = new IDBFactory();
    here.chat.drafts.set("two", { text: "more", reply_to: null, editing: null });
    await here.world.clock.pass(1_000);
    expect(here.chat.notices.all.value).toEqual([]);
    close(here);
    const { chat } = await tab(server);
    expect(chat.drafts.of("one").value.text).toBe("half");
    expect(chat.drafts.of("two").value.text).toBe("more");
    expect(chat.messages.waiting.value).toBe(1);
  });
});
