import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach } from "vitest";
import type { Chat, MessageRow, Timeline } from "../../static/src/models/api";
import { createChat } from "../../static/src/models/engine";
import { settled } from "./fake_clock";
import type { FakeServer } from "./fake_server";
import { type FakeBrowser, type FakeWorld, fakeWorld } from "./fake_world";
import type { FakeStore } from "./uploads/fake_store";

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

/** A page of alice's that is up and has caught up. */
export async function tab(server: FakeServer, browser?: FakeBrowser, store?: FakeStore): Promise<Tab> {
  const bare = fakeWorld(server, browser);
  const world = store?.in(bare) ?? bare;
  const chat = createChat(world, server.firstState());
  open.push(chat);
  chat.start();
  await settled();
  return { chat, world };
}

/** The page is closed, or reloaded. */
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
