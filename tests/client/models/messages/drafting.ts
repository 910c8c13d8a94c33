import type { Draft } from "../../../../static/src/models/api";
import type { FakeServer } from "../../fake_server";
import { FakeBrowser } from "../../fake_world";
import { type Tab, tab } from "../../setup";

/** A page of alice's, in a browser with a disk of its own unless another one is given. */
export async function device(server: FakeServer, browser = new FakeBrowser()): Promise<Tab> {
  const found = await tab(server, browser);
  // The code of drafts arrives.
  await import("../../../../static/src/models/messages/draft_sync");
  await found.world.clock.pass(1_000);
  return found;
}

export function type({ chat }: Tab, text: string, id = "one"): void {
  chat.drafts.set(id, { ...chat.drafts.of(id).value, text });
}

export const draft = ({ chat }: Tab, id = "one"): Draft => chat.drafts.of(id).value;

export const stored = (server: FakeServer, id = "one"): string | undefined => server.drafts.get(id)?.text;

/** Another device stores this. */
export const elsewhere = (server: FakeServer, text: string, id = "one"): void => {
  server.setDraft({ conversation: id, text, base: server.drafts.get(id)?.me_rev ?? 0 });
};
