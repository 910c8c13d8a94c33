// A realistic evening on a busy server: 200 conversations, long and right-to-left names, code, reactions, long texts.
import type { Invitation, User } from "../../../static/src/protocol/wire";
import { FakeServer } from "../fake_server";
import { CODE, LINES, LONG, PEOPLE, REACTIONS, TITLES } from "./words";

export class BusyServer extends FakeServer {
  readonly users: User[] = [
    { id: "alice", username: "alice", display_name: "Alice Vermeer" },
    ...PEOPLE.map((name, n) => ({
      id: `u${n}`,
      username: name
        .split(/\s/)[0]!
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]/gu, ""),
      display_name: name,
    })),
  ];
  private now = Date.now();
  private links: Invitation[] = [];

  constructor(readonly scale: number) {
    super();
    this.me.display_name = "Alice Vermeer";
    // Each message of the past has its own time.
    this.clock.now = () => this.now;
    for (let n = 0; n < scale; n++) this.fill(n);
    this.design();
    this.now = Date.now();
    this.clock.now = () => Date.now();
    const answer = this.fetch;
    this.fetch = async (path, init) => this.extra(path, init) ?? answer(path, init);
  }

  private fill(n: number): void {
    const kind = n % 3 === 0 ? "group" : n % 7 === 0 ? "channel" : "direct";
    const peer = `u${n % PEOPLE.length}`;
    const members =
      kind === "direct"
        ? ["alice", peer]
        : ["alice", ...this.users.slice(1, 4 + (n % 9)).map(({ id }) => id)];
    const id = `c${n}`;
    this.addConversation(id, { kind, members });
    const held = this.held.get(id)!;
    held.shared.title =
      kind === "direct" ? "" : `${TITLES[n % TITLES.length]}${n >= TITLES.length ? ` ${n}` : ""}`;
    held.shared.topic = n % 2 ? "" : "What we are on, and who does what";
    for (let m = 0; m < 4 + (n % 5); m++) {
      this.now = Date.now() - n * 47 * 60_000 - (12 - m) * 90_000 - 60_000;
      this.post(members[(m * 7 + n) % members.length]!, id, LINES[(n * 3 + m) % LINES.length]!);
    }
    const mine = held.members.get("alice")!;
    if (n % 4 !== 1)
      held.members.set("alice", {
        ...mine,
        read_seq: held.shared.last_seq,
        delivered_seq: held.shared.last_seq,
      });
  }

  private design(): void {
    const id = "design";
    const members = ["alice", ...this.users.slice(1, 8).map(({ id }) => id)];
    this.addConversation(id, { kind: "group", members });
    const held = this.held.get(id)!;
    held.shared.title = "Design";
    held.shared.topic = "How it looks and feels";
    held.members.set("alice", { ...held.members.get("alice")!, role: "owner" });
    held.members.set("u0", { ...held.members.get("u0")!, role: "admin" });
    const post = (sender: string, minutes: number, body: string) => {
      this.now = Date.now() - minutes * 60_000;
      return this.post(sender, id, body).seq;
    };
    for (let n = 0; n < 60; n++)
      post(members[Math.floor(n / 3) % 5]!, 4000 - n * 4, LINES[(n * 5) % LINES.length]!);
    post("u0", 2000, "Good morning. The list feels calmer since the borders went.");
    post("u0", 1999, "One thing: could the selected row be a touch lighter?");
    post(
      "u3",
      1990,
      "> could the selected row be a touch lighter?\n\nYes. I would take *two* steps, not one:\n\n- the list one step darker\n- the sheet one lighter\n\n~~And the borders back~~ no borders.",
    );
    const question = post(
      "alice",
      1980,
      "I tried it. See [the comparison](https://example.org/compare) and tell me which you like.",
    );
    this.change(id, question, { edited_at: new Date(Date.now() - 1_975 * 60_000).toISOString() });
    post("u1", 300, CODE);
    const party = post(
      "u2",
      290,
      "The new timeline is in. Ten thousand messages and it does not move by a pixel.",
    );
    this.change(id, party, {
      reactions: Object.fromEntries(
        REACTIONS.map((emoji, n) => [emoji, members.slice(n % 4, (n % 4) + 1 + (n % 5))]),
      ),
    });
    post("alice", 280, "🎉");
    const gone = post("u2", 279, "oops");
    this.change(id, gone, { body: undefined, deleted_at: new Date().toISOString() });
    post("u5", 200, LONG);
    post(
      "u8",
      120,
      "مرحبًا، هذا نص طويل من اليمين إلى اليسار لنرى كيف يظهر في سطر واحد أو أكثر بجانب الأسماء والأوقات.",
    );
    const reply = post("u0", 60, "The left one.");
    this.change(id, reply, { reply_to: question });
    post("alice", 41, "Then the left one it is.");
    post("alice", 40, "I will merge it after lunch, so that everyone sees it *before* the demo at four.");
    held.members.set("alice", {
      ...held.members.get("alice")!,
      read_seq: held.shared.last_seq,
      delivered_seq: held.shared.last_seq,
    });
    for (const [n, user] of members.slice(1).entries()) {
      const reached = held.shared.last_seq - (n > 3 ? n : 0);
      held.members.set(user, {
        ...held.members.get(user)!,
        read_seq: reached,
        delivered_seq: held.shared.last_seq,
      });
    }
    post("u3", 12, "Perfect.");
    post("u3", 12, "I will tell the others.");
    post("u0", 2, "Lovely. Shall we take the dark one in the same step?");
  }

  /** 10,000 messages of differing height. */
  long(): void {
    this.addConversation("long", { kind: "group", members: ["alice", "u0", "u1"] });
    this.held.get("long")!.shared.title = "Ten thousand";
    for (let n = 0; n < 10_000; n++) {
      this.now = Date.now() - (10_000 - n) * 40_000;
      this.clock.now = () => this.now;
      this.post(
        ["alice", "u0", "u1"][Math.floor(n / 4) % 3]!,
        "long",
        `${n + 1}. ${LINES[n % LINES.length]} ${"and so on ".repeat(n % 23)}`,
      );
    }
    const held = this.held.get("long")!;
    held.members.set("alice", { ...held.members.get("alice")!, read_seq: 10_000, delivered_seq: 10_000 });
    this.clock.now = () => Date.now();
  }

  override firstState() {
    const state = super.firstState();
    const items = [...state.conversations.items].sort((a, b) =>
      b.last_activity_at.localeCompare(a.last_activity_at),
    );
    for (const [n, item] of items.entries()) {
      if (n === 3) item.membership.pinned_at = item.created_at;
      if (n % 11 === 4) item.membership.muted_until = "9999-12-31T23:59:59Z";
      if (n % 50 === 49) item.membership.archived_at = item.created_at;
    }
    return { ...state, users: this.users, conversations: { items } };
  }

  private extra(path: string, init: RequestInit): Response | null {
    const { pathname, searchParams } = new URL(path, "http://chat.test");
    const word = searchParams.get("search")?.toLowerCase() ?? "";
    if (pathname.endsWith("/users"))
      return Response.json({
        items: this.users
          .filter(({ display_name, username }) => `${display_name} ${username}`.toLowerCase().includes(word))
          .slice(0, 20),
      });
    if (/\/users\/[^/]+$/.test(pathname))
      return Response.json(this.users.find(({ id }) => pathname.endsWith(`/${id}`)) ?? this.users[0]);
    if (pathname.endsWith("/channels"))
      return Response.json({
        items: TITLES.map((title, n) => ({
          id: `c${n}`,
          title,
          topic: n % 2 ? "" : "What we are on",
          member_count: 7 * n + 2,
        })).filter(({ title }) => title.toLowerCase().includes(word)),
      });
    if (pathname.endsWith("/invitations") && init.method === "POST") {
      const link: Invitation = {
        conversation: "design",
        id: `i${this.links.length}`,
        token: "Qm9vbWVyYW5nLXRva2Vu",
        created_by: "alice",
        created_at: new Date().toISOString(),
        expires_at: new Date(Date.now() + 6e8).toISOString(),
        max_uses: 10,
        uses: 0,
      };
      this.links.push(link);
      return Response.json(link, { status: 201 });
    }
    if (pathname.endsWith("/invitations")) return Response.json({ items: this.links });
    return null;
  }
}
