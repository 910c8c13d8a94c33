import type {
  Conversation,
  ErrorBody,
  FirstState,
  Happening,
  Me,
  Member,
  Message,
  MyMembership,
  Notification,
  NotificationPreferences,
  Receipt,
  RegisterAddress,
  Request,
  SharedConversation,
  User,
} from "../../static/src/protocol/wire";
import { FakeClock } from "./fake_clock";
import { FakeSocket } from "./fake_socket";

const AT = "2026-11-24T08:00:00Z";

interface Held {
  shared: SharedConversation;
  members: Map<string, Member>;
  messages: Message[];
  happenings: Happening[];
}

interface Input {
  conversation: string;
  client_id: string;
  body: string;
  seq: number;
  emoji: string;
  users: string[];
  revs: Record<string, number>;
  me_rev: number;
  delivered_seq?: number;
  read_seq?: number;
}

/** The other end of the wire as the contract has it, in memory, seen by alice. The world of the tests. */
export class FakeServer {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  readonly held = new Map<string, Held>();
  /** Those who ask to bring me into a conversation. */
  asking: Request[] = [];
  /** Whom alice blocks. */
  blocked: string[] = [];
  readonly me: Me = {
    id: "alice",
    username: "alice",
    display_name: "Alice",
    email: "alice@example.org",
    time_zone: "UTC",
    locale: "en",
    preferences: { enter_sends: true },
    who_may_add: "everyone",
    me_rev: 0,
  };
  private profileRev = 0;
  private choicesRev = 0;
  /** Lists of alice's by the me_rev of their last change. */
  private readonly changed = new Map<string, number>();
  /** The rest of what a question by REST is answered with. */
  polled: { read_only?: object; notices?: object[]; presence?: object } = {};
  /** What alice set for herself, by conversation. */
  readonly settings = new Map<string, MyMembership>();
  readonly notificationPreferences: NotificationPreferences = {
    notify: "all",
    notify_channels: "mentions",
    keywords: [],
    quiet_days: [],
    first_only: false,
    privacy: "auto",
  };
  pushKey = "key";
  /** What a test notification is, each time one looks; the last of it for ever. */
  tests: Notification[] = [];
  /** Every address that was given, in order. */
  readonly registered: RegisterAddress[] = [];
  epoch = "e1";
  /** The network carries nothing, in or out. */
  isCut = false;
  /** The network lets requests through and no socket. */
  refusesSockets = false;
  /** Live events are lost on their way. */
  losesEvents = false;
  isSignedOut = false;
  /** What the next commands of a type are refused with, one by one. */
  refusals = new Map<string, ErrorBody[]>();
  /** What the next requests whose path has this in it are refused with. */
  restRefusals = new Map<string, ErrorBody[]>();
  /** Frames with this text have no answer, or end the connection with a code. */
  faults = new Map<string, "silence" | number>();
  /** Commands are done but their answers are lost. */
  swallowsReplies = false;
  requests: string[] = [];
  /** The bodies of requests that had one. */
  readonly bodies: string[] = [];
  /** Every request is answered with 503. */
  isIll = false;
  /** Every command that came, whether it was done or refused. */
  readonly inputs: FakeSocket["sent"] = [];
  /** The last seq hidden from alice while a conversation's history is `joined`. */
  floors = new Map<string, number>();
  changesPage = 200;

  found(id: string, { kind = "group" as SharedConversation["kind"], members = ["alice", "bob"] } = {}): Held {
    const shared: SharedConversation = {
      id,
      kind,
      title: id,
      topic: "",
      history: "all",
      rev: 1,
      last_seq: 0,
      member_count: members.length,
      created_at: AT,
      last_activity_at: AT,
    };
    const roster = members.map((user): [string, Member] => [
      user,
      { user, role: "member", rev: 1, joined_at: AT, delivered_seq: 0, read_seq: 0 },
    ]);
    const held = { shared, members: new Map(roster), messages: [], happenings: [] };
    this.held.set(id, held);
    return held;
  }

  /** Messages that were there before anybody connected. */
  history(id: string, count: number, sender = "bob"): void {
    for (let n = 0; n < count; n++) this.say(sender, id, `message ${this.held.get(id)!.shared.last_seq + 1}`);
  }

  say(sender: string, id: string, body: string, clientId = `${sender}-${crypto.randomUUID()}`): Message {
    const held = this.held.get(id)!;
    const again = held.messages.find(
      (message) => message.sender === sender && message.client_id === clientId,
    );
    if (again) return again;
    const seq = held.shared.last_seq + 1;
    const message: Message = {
      conversation: id,
      seq,
      rev: this.advance(id),
      client_id: clientId,
      sender,
      body,
      created_at: new Date(this.clock.now()).toISOString(),
      attachments: [],
      reactions: {},
    };
    held.shared = { ...held.shared, last_seq: seq, last_activity_at: message.created_at };
    held.messages.push(message);
    this.raise({ conversation: id, user: sender, delivered_seq: seq, read_seq: seq });
    this.tell(id, { type: "message", conversation: id, rev: message.rev, message });
    return message;
  }

  change(id: string, seq: number, changes: Partial<Message>): Message {
    const held = this.held.get(id)!;
    const message = { ...held.messages[seq - 1]!, ...changes, rev: this.advance(id) };
    held.messages[seq - 1] = message;
    this.tell(id, { type: "message", conversation: id, rev: message.rev, message });
    return message;
  }

  rename(id: string, title: string): void {
    const held = this.held.get(id)!;
    held.shared = { ...held.shared, title };
    const { last_seq: seq } = held.shared;
    const created_at = new Date(this.clock.now()).toISOString();
    const happening: Happening = {
      rev: this.advance(id),
      seq,
      kind: "renamed",
      by: "bob",
      title,
      created_at,
    };
    held.happenings.push(happening);
    this.tell(id, { type: "conversation", conversation: held.shared, happening });
  }

  setHistory(id: string, history: SharedConversation["history"]): void {
    const held = this.held.get(id)!;
    held.shared = { ...held.shared, history };
    this.advance(id);
    this.tell(id, { type: "conversation", conversation: held.shared });
  }

  private floor(id: string): number {
    return this.held.get(id)!.shared.history === "joined" ? (this.floors.get(id) ?? 0) : 0;
  }

  enrol(id: string, user: string, changes: Partial<Member> = {}): void {
    const held = this.held.get(id)!;
    const { last_seq } = held.shared;
    const fresh: Member = {
      user,
      role: "member",
      rev: 0,
      joined_at: AT,
      delivered_seq: last_seq,
      read_seq: last_seq,
    };
    const member = { ...(held.members.get(user) ?? fresh), ...changes, rev: this.advance(id) };
    held.members.set(user, member);
    const member_count = [...held.members.values()].filter(({ left_at }) => !left_at).length;
    held.shared = { ...held.shared, member_count };
    if (user === "alice" && member.left_at)
      this.tell(id, { type: "gone", conversation: id, rev: member.rev });
    else if (user === "alice") this.tell(id, { type: "conversation", conversation: this.whole(id) });
    else this.tell(id, { type: "member", conversation: id, rev: member.rev, member_count, member });
  }

  /** Alice does it on another device. */
  personalise(id: string, settings: Partial<MyMembership>): MyMembership {
    this.me.me_rev += 1;
    const held = { ...settings, conversation: id, me_rev: this.me.me_rev };
    this.settings.set(id, held);
    this.tell(id, { type: "membership", ...held });
    return held;
  }

  /** Alice does that on another device too. */
  renameMe(display_name: string): void {
    this.me.display_name = display_name;
    this.profileRev = this.me.me_rev += 1;
    this.tell("me", { type: "me", me_rev: this.me.me_rev, user: { ...this.me } });
  }

  /** Alice chooses on another device what she wants to hear of. */
  choose(choices: Partial<NotificationPreferences>): void {
    Object.assign(this.notificationPreferences, choices);
    this.choicesRev = this.me.me_rev += 1;
    this.tell("me", { type: "me", me_rev: this.me.me_rev, notifications: this.choices() });
  }

  private choices(): object {
    return { ...this.notificationPreferences, me_rev: this.choicesRev };
  }

  /** A list of alice's is another than before. */
  changeList(name: string): void {
    this.me.me_rev += 1;
    const { me_rev } = this.me;
    this.changed.set(name, me_rev);
    this.tell("me", name === "requests" ? { type: name, me_rev } : { type: "me", me_rev, changed: [name] });
  }

  private readonly renamed: User[] = [];

  /** Somebody who shares a conversation with alice has another name. */
  renamePerson(id: string, display_name: string): void {
    const user = { id, username: id, display_name };
    if (this.isCut || this.losesEvents) this.renamed.push(user);
    else this.tell("people", { type: "user", user });
  }

  private settingsOf(id: string): Omit<MyMembership, "conversation"> | undefined {
    const { conversation: _, ...settings } = this.settings.get(id) ?? { conversation: id, me_rev: 0 };
    return settings;
  }

  receipt(receipt: Receipt): void {
    this.raise(receipt);
    this.tell(receipt.conversation, { type: "receipt", ...receipt });
  }

  whole(id: string): Conversation {
    const { shared, members, messages } = this.held.get(id)!;
    const { left_at: _, ...mine } = members.get("alice")!;
    return {
      ...shared,
      unread: shared.last_seq - mine.read_seq,
      members: this.present(id),
      last_message: messages.at(-1),
      membership: { me_rev: 0, ...mine, ...this.settingsOf(id), first_seq: this.floor(id) + 1 },
    };
  }

  firstState(): FirstState {
    const users: User[] = ["bob", "carol"].map((name) => ({ id: name, username: name, display_name: name }));
    return {
      me: { ...this.me },
      users,
      conversations: { items: [...this.held.keys()].map((id) => this.whole(id)) },
      csrf: "",
    };
  }

  openSocket = (): FakeSocket => {
    const socket = new FakeSocket((from, frame) => this.answer(from, frame));
    this.sockets.push(socket);
    setImmediate(() => {
      if (this.isCut || this.isSignedOut || this.refusesSockets) return socket.end(1006);
      socket.say({
        type: "welcome",
        user: "alice",
        session: "s",
        epoch: this.epoch,
        me_rev: this.me.me_rev,
        heartbeat_ms: 20_000,
        limits: {},
      });
    });
    return socket;
  };

  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  /** The network goes: open sockets fall silent, and are found dead. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets.splice(0)) socket.end(1006);
  }

  mend(): void {
    this.isCut = false;
  }

  tell(id: string, event: object): void {
    const { members } = this.held.get(id) ?? {};
    const isMine = members?.has("alice") ?? true;
    if (this.losesEvents || this.isCut || !isMine) return;
    for (const socket of this.sockets) if (socket.closedWith === null) socket.say(event);
  }

  fetch = async (path: string, init: RequestInit): Promise<Response> => {
    this.requests.push(`${init.method} ${path}`);
    if (typeof init.body === "string") this.bodies.push(init.body);
    await Promise.resolve();
    if (this.isIll) return Response.json({ code: "unavailable", detail: "" }, { status: 503 });
    if (this.isCut) throw new TypeError("Failed to fetch");
    if (this.isSignedOut) return Response.json({ code: "not_authenticated", detail: "" }, { status: 401 });
    if (path === "/accounts/logout/") return new Response("");
    const url = new URL(path, "http://chat.test");
    const [command, answer] = this.byRest(url, init);
    if (command) this.inputs.push({ type: command, id: "" });
    const refusal = this.refusals.get(command)?.shift();
    if (refusal) return Response.json(refusal, { status: 503 });
    if (command) return Response.json(answer());
    const refused = [...this.restRefusals].find(([part]) => url.pathname.includes(part))?.[1].shift();
    if (refused) return Response.json(refused, { status: 503 });
    const found = url.pathname.includes("/notifications") ? this.notifications(url, init) : this.rest(url);
    if (found === null) return Response.json({ code: "not_found", detail: "" }, { status: 404 });
    return Response.json(found);
  };

  /** The commands that have a way by REST too. */
  private byRest({ pathname }: URL, { method, body }: RequestInit): [string, () => unknown] {
    const input = typeof body === "string" ? (JSON.parse(body) as Input) : ({} as Input);
    const [, , , first, id, third] = pathname.split("/");
    if (method === "POST" && first === "sync")
      return ["sync", () => ({ ...this.sync(input.revs, input.me_rev), standing: "now", ...this.polled })];
    if (method === "POST" && third === "messages")
      return ["message.send", () => this.say("alice", id!, input.body, input.client_id)];
    if (method === "PUT" && third === "receipt")
      return ["receipt.advance", () => this.commands["receipt.advance"]!({ ...input, conversation: id! })];
    return ["", () => null];
  }

  private notifications({ pathname }: URL, { method, body }: RequestInit): unknown {
    if (pathname.endsWith("/key")) return { public_key: this.pushKey };
    if (pathname.endsWith("/preferences")) {
      if (method === "PATCH") Object.assign(this.notificationPreferences, JSON.parse(String(body)));
      return { ...this.notificationPreferences };
    }
    if (pathname.endsWith("/test") || pathname.endsWith("/1"))
      return this.tests.length > 1 ? this.tests.shift() : this.tests[0];
    if (!pathname.includes("/registrations")) return null;
    if (method === "POST") this.registered.push(JSON.parse(String(body)) as RegisterAddress);
    return { id: "r1", channel: "webpush", is_current: true, is_enabled: true };
  }

  private rest({ pathname, searchParams }: URL): unknown {
    const [, , , first, id, third, seq] = pathname.split("/");
    if (first === "me" && id === "blocks")
      return { items: this.blocked.map((name) => ({ id: name, username: name, display_name: name })) };
    if (first === "me") return { ...this.me };
    if (first === "users") {
      const ids = searchParams
        .get("ids")!
        .split(",")
        .filter((name) => !name.startsWith("nobody"));
      return { items: ids.map((name) => ({ id: name, username: name, display_name: name.toUpperCase() })) };
    }
    if (id === "requests") return { items: this.asking };
    const held = this.held.get(id!);
    if (first !== "conversations" || !held?.members.has("alice") || held.members.get("alice")!.left_at)
      return null;
    const number = (name: string): number => Number(searchParams.get(name));
    if (!third) return this.whole(id!);
    if (third === "changes") return this.changes(id!, number("since"), number("limit"));
    if (third !== "messages") return null;
    if (seq) return held.messages[Number(seq) - 1] ?? null;
    const items = this.page(id!, searchParams);
    if (!items) return null;
    const [start, end] = [items[0]?.seq ?? 0, items.at(-1)?.seq ?? Number.POSITIVE_INFINITY];
    const from = start <= this.floor(id!) + 1 ? 0 : start;
    return { items, happenings: held.happenings.filter(({ seq }) => from <= seq && seq <= end) };
  }

  private page(id: string, position: URLSearchParams): Message[] | null {
    const number = (name: string): number => Number(position.get(name));
    const limit = number("limit");
    const messages = this.held.get(id)!.messages.filter(({ seq }) => seq > this.floor(id));
    if (position.has("before")) return messages.filter((m) => m.seq < number("before")).slice(-limit);
    if (position.has("after")) return messages.filter((m) => m.seq > number("after")).slice(0, limit);
    if (position.has("around")) {
      if (!messages[number("around") - 1]) return null;
      const from = Math.max(0, number("around") - Math.ceil(limit / 2));
      return messages.slice(from, from + limit);
    }
    return messages.slice(-limit);
  }

  private answer(socket: FakeSocket, { type, id, ...input }: FakeSocket["sent"][number]): void {
    if (this.isCut) return;
    this.inputs.push({ type, id, ...input });
    for (const [text, fault] of this.faults) {
      if (!JSON.stringify(input).includes(text)) continue;
      if (fault !== "silence") setImmediate(() => socket.end(fault));
      return;
    }
    setImmediate(() => {
      const refusal = this.refusals.get(type)?.shift();
      if (refusal) return socket.say({ type: "reply", to: id, error: refusal });
      const ok = this.commands[type]!(input as unknown as Input);
      if (!this.swallowsReplies) socket.say({ type: "reply", to: id, ok });
    });
  }

  private readonly commands: Record<string, (input: Input) => unknown> = {
    ping: () => ({}),
    activity: () => ({}),
    "typing.start": () => ({}),
    "typing.stop": () => ({}),
    "presence.watch": ({ users }) => ({
      users: Object.fromEntries(users.map((user) => [user, { online: true }])),
    }),
    "message.send": ({ conversation, client_id, body }) => {
      const { seq, rev, created_at } = this.say("alice", conversation, body, client_id);
      return { seq, rev, created_at };
    },
    "message.edit": ({ conversation, seq, body }) => ({
      rev: this.change(conversation, seq, { body, edited_at: AT }).rev,
    }),
    "message.delete": ({ conversation, seq }) => ({
      rev: this.change(conversation, seq, { body: undefined, deleted_at: AT }).rev,
    }),
    "reaction.add": ({ conversation, seq, emoji }) => ({
      rev: this.change(conversation, seq, { reactions: { [emoji]: ["alice"] } }).rev,
    }),
    "reaction.remove": ({ conversation, seq }) => ({
      rev: this.change(conversation, seq, { reactions: {} }).rev,
    }),
    "receipt.advance": ({ conversation, delivered_seq, read_seq }) => {
      this.receipt({
        conversation,
        user: "alice",
        delivered_seq: delivered_seq ?? 0,
        read_seq: read_seq ?? 0,
      });
      const { delivered_seq: delivered, read_seq: read } = this.held.get(conversation)!.members.get("alice")!;
      return { delivered_seq: delivered, read_seq: read };
    },
    sync: ({ revs, me_rev }) => this.sync(revs, me_rev),
  };

  private sync(revs: Record<string, number>, me_rev: number): object {
    const mine = [...this.held.keys()].filter((id) => !this.held.get(id)!.members.get("alice")?.left_at);
    const named = mine.filter((id) => id in revs);
    const moved = named.filter((id) => this.held.get(id)!.shared.rev > revs[id]!);
    const changes = moved.map((id) => [id, this.changes(id, revs[id]!, this.changesPage)] as const);
    const left = Object.keys(revs).filter((id) => !mine.includes(id));
    return {
      changes: Object.fromEntries(changes),
      conversations: mine.filter((id) => !(id in revs)).map((id) => this.whole(id)),
      gone: left.map((id) => ({
        conversation: id,
        rev: this.held.get(id)?.members.get("alice")?.rev ?? revs[id],
      })),
      receipts: named.flatMap((conversation) =>
        this.present(conversation).map(({ user, delivered_seq, read_seq }) => ({
          conversation,
          user,
          delivered_seq,
          read_seq,
        })),
      ),
      me: {
        id: "alice",
        me_rev: this.me.me_rev,
        memberships: [...this.settings.values()].filter((settings) => settings.me_rev > me_rev),
        ...(this.profileRev > me_rev ? { user: { ...this.me, me_rev: this.profileRev } } : {}),
        ...(this.choicesRev > me_rev ? { notifications: this.choices() } : {}),
        changed: [...this.changed].filter(([, at]) => at > me_rev).map(([name]) => name),
      },
      users: this.renamed.splice(0),
      epoch: this.epoch,
      as_of: "now",
      caught_up: changes.every(([, { more }]) => !more),
    };
  }

  private changes(id: string, since: number, limit: number) {
    const { shared, members, messages, happenings } = this.held.get(id)!;
    const later = messages.filter(({ rev }) => rev > since).sort((a, b) => a.rev - b.rev);
    const page = later.slice(0, limit);
    const more = later.length > limit;
    return {
      rev: more ? page.at(-1)!.rev : shared.rev,
      conversation: shared,
      members: [...members.values()].filter(({ rev }) => rev > since),
      messages: page,
      happenings: happenings.filter(({ rev }) => rev > since && (!more || rev <= page.at(-1)!.rev)),
      more,
    };
  }

  private present(id: string): Member[] {
    return [...this.held.get(id)!.members.values()].filter(({ left_at }) => !left_at);
  }

  private raise({ conversation, user, delivered_seq, read_seq }: Receipt): void {
    const { members } = this.held.get(conversation)!;
    const held = members.get(user);
    if (!held) return;
    const read = Math.max(held.read_seq, read_seq);
    members.set(user, {
      ...held,
      read_seq: read,
      delivered_seq: Math.max(held.delivered_seq, delivered_seq, read),
    });
  }

  private advance(id: string): number {
    const held = this.held.get(id)!;
    held.shared = { ...held.shared, rev: held.shared.rev + 1 };
    return held.shared.rev;
  }
}
