import { beforeEach, expect, test } from "vitest";
import type { Mention } from "../../../../static/src/models/api";
import { besides } from "../../../../static/src/models/messages/draft_merge";
import { FakeServer } from "../../fake_server";
import { FakeBrowser } from "../../fake_world";
import { close, reconnected, type Tab } from "../../setup";
import { device, draft, elsewhere, stored } from "./drafting";

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  server.addConversation("one");
});

const GROUP: Mention = { conversation: "two", offset: 4, length: 6 };

function choose({ chat }: Tab, text: string, mentions: readonly Mention[] = [GROUP]): void {
  chat.drafts.set("one", { ...chat.drafts.of("one").value, text, mentions });
}

test("mentions of a draft stay on the device, over a reload too", async () => {
  const browser = new FakeBrowser();
  const before = await device(server, browser);
  choose(before, "see #group");
  await before.world.clock.pass(3_000);
  expect(stored(server)).toBe("see #group");
  expect(draft(before)).toMatchObject({ mentions: [GROUP] });
  expect(JSON.stringify(draft(before).base)).not.toContain("two");
  close(before);
  const after = await device(server, browser);
  await after.world.clock.pass(3_000);
  expect(draft(after)).toMatchObject({ text: "see #group", mentions: [GROUP] });
});

test("a text of another device has none of them", async () => {
  const here = await device(server);
  choose(here, "see #group");
  await here.world.clock.pass(3_000);
  elsewhere(server, "two #groups");
  await here.world.clock.pass(3_000);
  expect(draft(here).text).toBe("two #groups");
  expect(draft(here).mentions).toBeUndefined();
});

test("they stay with what was written here while another device changed the draft", async () => {
  const here = await device(server);
  server.cut();
  choose(here, "see #group");
  elsewhere(server, "theirs");
  await reconnected(server, here);
  await here.world.clock.pass(3_000);
  expect(draft(here)).toMatchObject({ text: "theirs", other: { text: "see #group", mentions: [GROUP] } });
  expect(draft(here).mentions).toBeUndefined();
});

test("they move with two versions that are joined", () => {
  const other = { text: "see #group", reply_to: null, mentions: [GROUP] };
  const held = { text: "old #group", reply_to: null, editing: null, mentions: [GROUP], other };
  const next = besides(held, { conversation: "one", me_rev: 2, text: "theirs", updated_at: "" });
  expect(next.other?.text).toBe("old #group\n\nsee #group");
  expect(next.other?.mentions).toEqual([GROUP, { ...GROUP, offset: 16 }]);
});

test("those of an edit and of the draft below it are kept apart", async () => {
  const here = await device(server);
  choose(here, "see #group");
  await here.world.clock.pass(3_000);
  const edited: Mention = { user: "bob", offset: 0, length: 4 };
  here.chat.drafts.beginEdit("one", 1, "@bob", [edited]);
  expect(draft(here)).toMatchObject({ mentions: [edited], under: { mentions: [GROUP] } });
  here.chat.drafts.endEdit("one");
  expect(draft(here)).toMatchObject({ text: "see #group", mentions: [GROUP] });
  here.chat.drafts.beginEdit("one", 1, "@bob", [edited]);
  elsewhere(server, "theirs");
  await here.world.clock.pass(3_000);
  expect(draft(here)).toMatchObject({ text: "@bob", mentions: [edited], under: { text: "theirs" } });
  here.chat.drafts.endEdit("one");
  expect(draft(here).text).toBe("theirs");
  expect(draft(here).mentions).toBeUndefined();
});
