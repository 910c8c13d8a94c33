import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect } from "vitest";
import type { Chat, MessageRow, Timeline } from "../../static/src/models/api";
import { createChat } from "../../static/src/models/engine";
import { settled } from "./fake_clock";
import { FakeServer } from "./fake_server";
import { type FakeBrowser, type FakeWorld, fakeWorld } from "./fake_world";
import type { FakeStore } from "./models/uploads/fake_store";

const open: Chat[] = [];

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

afterEach(() => {
  for (const chat of open.splice(0)) chat.stop();
});

export interface Tab {
  chat: Chat;
  world: FakeWorld;
}

/** A server where alice is in "one", with so many messages, and in "two", without any. */
export function serverOfTwo(messages: number): FakeServer {
  const server = new FakeServer();
  server.addConversation("one");
  server.addConversation("two");
  server.history("one", messages);
  return server;
}

/** A page of alice that has started and synced. */
export async function tab(server: FakeServer, browser?: FakeBrowser, store?: FakeStore): Promise<Tab> {
  const bare = fakeWorld(server, browser);
  const world = store?.in(bare) ?? bare;
  const chat = createChat(world, server.firstState());
  open.push(chat);
  chat.start();
  await settled();
  return { chat, world };
}

/** Closes the page, as a reload does. */
export function close({ chat }: Tab): void {
  chat.stop();
  open.splice(open.indexOf(chat), 1);
}

export function messageRows(timeline: Timeline): MessageRow[] {
  return timeline.rows.value.filter((row) => row.kind === "message");
}

export function texts(timeline: Timeline): string[] {
  return messageRows(timeline).map(({ content }) =>
    content.kind === "text" ? content.text : `(${content.kind})`,
  );
}

export async function opened(chat: Chat, id: string, at?: number): Promise<Timeline> {
  const timeline = chat.messages.open(id, { at });
  await settled();
  return timeline;
}

/** Returns the server's state of a conversation, as text. */
export function bodies(server: FakeServer, id = "one"): (string | null | undefined)[] {
  return server.held.get(id)!.messages.map(({ body }) => body);
}

/** Asserts that state and events equal a fresh fetch: alice's page holds what the server would return now. */
export function expectTruth(server: FakeServer, chat: Chat, id: string): void {
  const { conversation } = chat.conversations.get(id)!;
  const { members, membership, unread: _, unread_mentions = [], ...fresh } = server.whole(id);
  const { members: __, membership: mine, unread: ___, unread_mentions: ____, ...held } = conversation;
  expect(held).toEqual(fresh);
  expect(chat.conversations.get(id)!.mentions).toBe(unread_mentions.length);
  expect({ ...mine, rev: 0 }).toEqual({ ...membership, rev: 0 });
  const listed = chat.members.list(id).items.value.map(({ member }) => member);
  const byName = (a: { user: string }, b: { user: string }): number => a.user.localeCompare(b.user);
  expect(listed.sort(byName)).toEqual([...members].sort(byName));
}

/** Brings the network back, and waits for the page to reconnect. */
export async function reconnected(server: FakeServer, { world }: Tab): Promise<void> {
  server.mend();
  await world.clock.pass(1_000);
}
