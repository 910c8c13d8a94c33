import { expect } from "vitest";
import { FakeServer } from "../../fake_server";
import type { Tab } from "../../setup";
import { FakeStore } from "./fake_store";

export const TEXT = "a file of thirty-seven bytes, in parts";

/** A server where alice is in "one", and its store of files. */
export function serverAndStore(): [FakeServer, FakeStore] {
  const server = new FakeServer();
  server.addConversation("one");
  return [server, new FakeStore()];
}

export function file(text = TEXT, name = "notes.bin"): File {
  return new File([text], name, { type: "application/octet-stream" });
}

/** Waits in real time, and advances the fake clock, while uploads run. */
export async function until(is: () => boolean, { world }: Tab): Promise<void> {
  for (let turn = 0; turn < 400 && !is(); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    await world.clock.pass(100);
  }
  expect(is()).toBe(true);
}

export function sentMessages(server: FakeServer): Record<string, unknown>[] {
  return server.inputs.filter(({ type }) => type === "message.send");
}
