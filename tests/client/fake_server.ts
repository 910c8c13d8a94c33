import { type VerbName, verb } from "../../static/src/models/messages/verbs";
import type {
  ErrorBody,
  FirstState,
  Mention,
  Notification,
  RegisterAddress,
  User,
} from "../../static/src/protocol/wire";
import { AT, FakeConversations } from "./fake_conversations";
import { FakeSocket } from "./fake_socket";

interface Input {
  conversation: string;
  client_id: string;
  body: string;
  mentions?: Mention[];
  seq: number;
  emoji: string;
  users: string[];
  revs: Record<string, number>;
  me_rev: number;
  delivered_seq?: number;
  read_seq?: number;
  text: string;
  base: number;
}

/** A server in memory that implements the contract, as alice sees it. The world of the tests. */
export class FakeServer extends FakeConversations {
  readonly sockets: FakeSocket[] = [];
  /** Further fields of the answer to a poll by REST. */
  polled: { read_only?: object; notices?: object[]; presence?: object } = {};
  pushKey = "key";
  /** The test notification returned by each poll; the last one is returned from then on. */
  tests: Notification[] = [];
  /** Every address that was registered, in order. */
  readonly registered: RegisterAddress[] = [];
  /** The network lets requests through and no socket. */
  refusesSockets = false;
  isSignedOut = false;
  /** The errors with which the next commands of a type are refused, one by one. */
  refusals = new Map<string, ErrorBody[]>();
  /** The errors with which the next requests whose path contains this are refused. */
  restRefusals = new Map<string, ErrorBody[]>();
  /** Frames with this text have no answer, or end the connection with a code. */
  faults = new Map<string, "silence" | number>();
  /** Commands are executed but their answers are lost. */
  swallowsReplies = false;
  requests: string[] = [];
  /** The bodies of requests that had one. */
  readonly bodies: string[] = [];
  /** Every request is answered with 503. */
  isIll = false;
  /** The release, and its build of the client. */
  version = "1.9.0";
  client = "build-of-1.9";
  /** Every command received, whether it was executed or refused. */
  readonly inputs: FakeSocket["sent"] = [];

  firstState(): FirstState {
    const users: User[] = ["bob", "carol"].map((name) => ({ id: name, username: name, display_name: name }));
    return {
      me: { ...this.me },
      users,
      conversations: { items: [...this.held.keys()].map((id) => this.whole(id)) },
      csrf: "",
      version: this.version,
      client: this.client,
    };
  }

  openSocket = (): FakeSocket => {
    const socket = new FakeSocket((from, frame) => this.answer(from, frame));
    this.sockets.push(socket);
    setImmediate(() => {
      if (this.isCut || this.isSignedOut || this.refusesSockets) return socket.end(1006);
      socket.receive({
        type: "welcome",
        user: "alice",
        session: "s",
        epoch: this.epoch,
        me_rev: this.me.me_rev,
        heartbeat_ms: 20_000,
        limits: {},
        version: this.version,
        client: this.client,
      });
    });
    return socket;
  };

  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  /** Cuts the network: open sockets become silent, and pages detect that they are dead. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets.splice(0)) socket.end(1006);
  }

  mend(): void {
    this.isCut = false;
  }

  override publish(id: string, event: object): void {
    const { members } = this.held.get(id) ?? {};
    const isMine = members?.has("alice") ?? true;
    if (this.losesEvents || this.isCut || !isMine) return;
    for (const socket of this.sockets) if (socket.closedWith === null) socket.receive(event);
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
    const found = url.pathname.includes("/notifications")
      ? this.notifications(url, init)
      : this.rest(url, init);
    if (found === null) return Response.json({ code: "not_found", detail: "" }, { status: 404 });
    return Response.json(found);
  };

  /** The commands that REST offers too. */
  private byRest({ pathname }: URL, { method, body }: RequestInit): [string, () => unknown] {
    const input = typeof body === "string" ? (JSON.parse(body) as Input) : ({} as Input);
    const [, , , first, id, third] = pathname.split("/");
    if (method === "POST" && first === "sync")
      return ["sync", () => ({ ...this.sync(input.revs, input.me_rev), standing: "now", ...this.polled })];
    if (method === "POST" && third === "messages")
      return ["message.send", () => this.post("alice", id!, input.body, input.client_id, input.mentions)];
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

  private rest({ pathname, searchParams }: URL, { body }: RequestInit): unknown {
    const [, , , first, id, third, seq] = pathname.split("/");
    if (first === "me" && id === "blocks")
      return { items: this.blocked.map((name) => ({ id: name, username: name, display_name: name })) };
    if (first === "me" && id === "saved") return { items: this.saved };
    if (first === "me" && id === "drafts") return { items: this.writtenDrafts() };
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
    if (third === "membership")
      return this.personalise(id!, { ...this.settings.get(id!), ...JSON.parse(String(body)) });
    if (third === "changes") return this.changes(id!, number("since"), number("limit"));
    if (third === "pins")
      return { items: held.messages.filter((message) => message.pinned_at && message.seq > this.floor(id!)) };
    if (third !== "messages") return null;
    if (seq) return held.messages[Number(seq) - 1] ?? null;
    const items = this.page(id!, searchParams);
    if (!items) return null;
    const [start, end] = [items[0]?.seq ?? 0, items.at(-1)?.seq ?? Number.POSITIVE_INFINITY];
    const from = start <= this.floor(id!) + 1 ? 0 : start;
    return { items, happenings: held.happenings.filter(({ seq }) => from <= seq && seq <= end) };
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
      if (refusal) return socket.receive({ type: "reply", to: id, error: refusal });
      const values = input as unknown as Input;
      const ok = this.commands[type]?.(values) ?? this.changedBy(type as VerbName, values);
      if (!this.swallowsReplies) socket.receive({ type: "reply", to: id, ok });
    });
  }

  /** The other verbs change a message, to what the screen shows at once. */
  private changedBy(name: VerbName, input: Input): { rev: number } {
    const { conversation, seq } = input;
    const message = this.held.get(conversation)!.messages[seq - 1]!;
    const { rev } = this.change(
      conversation,
      seq,
      verb(name).shows!(message, input, { me: "alice", at: AT }),
    );
    return { rev };
  }

  private readonly commands: Record<string, (input: Input) => unknown> = {
    ping: () => ({}),
    activity: () => ({}),
    "typing.start": () => ({}),
    "typing.stop": () => ({}),
    "presence.watch": ({ users }) => ({
      users: Object.fromEntries(users.map((user) => [user, { online: true }])),
    }),
    "message.send": ({ conversation, client_id, body, mentions }) => {
      const { seq, rev, created_at } = this.post("alice", conversation, body, client_id, mentions);
      return { seq, rev, created_at };
    },
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
    "draft.set": (input) => this.setDraft(input),
    sync: ({ revs, me_rev }) => this.sync(revs, me_rev),
  };
}
