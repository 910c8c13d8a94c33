import { expect, test } from "vitest";
import { settled } from "../../fake_clock";
import { FakeServer } from "../../fake_server";
import { expectTruth, opened, reconnected, tab, texts } from "../../setup";

const PINNED = { pinned_at: "2026-11-24T09:00:00Z", muted_until: "2027-01-01T00:00:00Z" };

test("random histories, losses and disconnects end in the server's state", async () => {
  let seed = 42;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  for (let run = 0; run < 12; run++) {
    const server = new FakeServer();
    server.addConversation("one");
    server.history("one", random(5));
    const here = await tab(server);
    const timeline = await opened(here.chat, "one");
    for (let step = 0; step < 40; step++) {
      const { last_seq } = server.held.get("one")!.shared;
      const acts = [
        () => server.post(random(2) ? "bob" : "carol", "one", `said ${step}`),
        () => last_seq && server.change("one", 1 + random(last_seq), { body: `changed ${step}` }),
        () => server.rename("one", `title ${step}`),
        () => server.personalise("one", random(2) ? PINNED : {}),
        () => last_seq && server.personalise("one", { unread_from: 1 + random(last_seq) }),
        () => readUpTo(server, 1 + random(last_seq + 1)),
        () => server.renameMe(`Alice ${step}`),
        () =>
          server.enrol(
            "one",
            "carol",
            random(2) ? { left_at: "2026-11-24T09:00:00Z" } : { left_at: undefined },
          ),
        () => here.chat.messages.send("one", `mine ${step}`),
        () => (server.losesEvents = random(3) === 0),
        () => server.cut(),
        () => reconnected(server, here),
        () => settled(2),
      ];
      await acts[random(acts.length)]!();
    }
    server.losesEvents = false;
    server.cut();
    await here.world.clock.pass(100);
    server.mend();
    await here.world.clock.pass(60_000);
    expectTruth(server, here.chat, "one");
    expect(here.chat.conversations.get("one")!.unread).toBe(server.whole("one").unread);
    const truth = server.held.get("one")!.messages.map(({ body }) => body);
    expect(texts(timeline)).toEqual(truth);
  }
});

function readUpTo(server: FakeServer, seq: number): void {
  server.receipt({ conversation: "one", user: "alice", delivered_seq: seq, read_seq: seq });
}
