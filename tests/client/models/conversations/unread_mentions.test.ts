import { expect, test } from "vitest";
import type { Mention } from "../../../../static/src/protocol/wire";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { expectTruth, reconnected, tab } from "../../setup";

const mine: Mention[] = [{ user: "alice", offset: 0, length: 6 }];
const all: Mention[] = [{ all: true, offset: 0, length: 4 }];
const AT = "2026-11-24T09:00:00Z";

test("the count equals the server's after random messages, edits, deletions, reads, marks, blocks and losses", async () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  const seen = new Set<number>();
  for (let run = 0; run < 12; run++) {
    const server = new FakeServer();
    server.addConversation("one", { members: ["alice", "bob", "carol"] });
    for (let n = 0; n < 4; n++) server.post("bob", "one", "@alice", undefined, mine);
    server.receipt({ conversation: "one", user: "alice", delivered_seq: 4, read_seq: random(5) });
    const here = await tab(server);
    for (let step = 0; step < 40; step++) {
      const { last_seq } = server.held.get("one")!.shared;
      const someone = random(3) ? "bob" : "carol";
      const what = [undefined, mine, all][random(3)];
      const acts = [
        () => server.post(someone, "one", `said ${step}`, undefined, what),
        () => server.post(someone, "one", `said ${step}`, undefined, what),
        () => server.change("one", 1 + random(last_seq), { mentions: what }),
        () =>
          server.change("one", 1 + random(last_seq), {
            mentions: undefined,
            body: undefined,
            deleted_at: AT,
          }),
        () => {
          const read_seq = 1 + random(last_seq);
          if (!random(4))
            server.receipt({ conversation: "one", user: "alice", delivered_seq: read_seq, read_seq });
        },
        () => server.personalise("one", random(3) ? { unread_from: 1 + random(last_seq) } : {}),
        () =>
          here.chat.conversations.setMembership("one", { unread_from: 1 + random(last_seq) }).catch(() => {}),
        () => {
          server.blocked = random(2) ? [someone] : [];
          server.changeList("blocks");
        },
        () => random(6) || here.chat.messages.send("one", `mine ${step}`),
        () => (server.losesEvents = random(3) === 0),
        () => server.cut(),
        () => reconnected(server, here),
        () => settled(2),
      ];
      await acts[random(acts.length)]!();
    }
    server.losesEvents = false;
    server.cut();
    if (run % 2) server.personalise("one", { unread_from: 1 });
    await here.world.clock.pass(100);
    server.mend();
    await here.world.clock.pass(60_000);
    expectTruth(server, here.chat, "one");
    seen.add(here.chat.conversations.get("one")!.mentions);
  }
  expect(seen.size).toBeGreaterThan(2);
});

test("the mentions of a person who was blocked when the page opened count after they are unblocked", async () => {
  const server = new FakeServer();
  server.addConversation("one");
  server.post("bob", "one", "@alice", "first", mine);
  server.post("bob", "one", "and more");
  server.blocked = ["bob"];
  const { chat } = await tab(server);
  expect(chat.conversations.get("one")!.mentions).toBe(0);
  server.blocked = [];
  server.changeList("blocks");
  await settled();
  expect(chat.conversations.get("one")!.mentions).toBe(1);
});

test("a mention that was read counts again on every device once the user marks it as unread", async () => {
  const server = new FakeServer();
  server.addConversation("one");
  server.post("bob", "one", "@alice", "first", mine);
  server.post("bob", "one", "and more");
  server.receipt({ conversation: "one", user: "alice", delivered_seq: 2, read_seq: 2 });
  const [here, there] = [await tab(server), await tab(server)];
  await here.chat.conversations.setMembership("one", { unread_from: 1 });
  await settled();
  const counts = (): number[] => [here, there].map(({ chat }) => chat.conversations.get("one")!.mentions);
  expect(counts()).toEqual([1, 1]);
  await here.chat.conversations.setMembership("one", { unread_from: 2 });
  await settled();
  expect(counts()).toEqual([0, 0]);
});
