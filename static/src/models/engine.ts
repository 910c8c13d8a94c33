import { effect, type Signal, signal } from "@preact/signals-core";
import { Again } from "../connection/again";
import { Calls } from "../connection/calls";
import { isPassing, isSignedOut, Unreachable } from "../connection/errors";
import { Line } from "../connection/line";
import { Link, type LinkListener, type Phase, type Reach } from "../connection/link";
import { Rest } from "../connection/rest";
import type { World } from "../connection/world";
import type {
  CommandName,
  Commands,
  Event,
  FirstState,
  Me,
  Polled,
  ServerEvent,
  Synced,
  WelcomeEvent,
} from "../protocol/wire";
import { Uploads } from "../uploads/uploads";
import { Alerts } from "./alerts";
import type { Standing } from "./api";
import { Blocks } from "./blocks";
import { byRest } from "./by_rest";
import { Directory } from "./directory";
import { Disk } from "./disk";
import { Drafts } from "./drafts";
import { Ephemeral } from "./ephemeral";
import { Items } from "./items";
import { Mine } from "./mine";
import { Notices } from "./notices";
import { Outbox } from "./outbox";
import { People } from "./people";
import { Polling } from "./polling";
import { Postman } from "./postman";
import { Profiles } from "./profiles";
import { Receipts } from "./receipts";
import { Requests } from "./requests";
import { SafeDisk } from "./safe_disk";
import { Store } from "./store";
import { Sync } from "./sync";
import { Tabs } from "./tabs";
import { isSend, isWritten, type Task } from "./task";
import type { OpenTimeline } from "./timeline";
import { verb } from "./verbs";

const SIGN_IN = "/accounts/login/";
const SIGN_OUT = "/accounts/logout/";
const FORGETTING_MS = 3_000;
const NOTHING_IS_KEPT =
  "This browser cannot store anything at the moment. What you write is kept only while this page is open.";
const STUCK = "New messages cannot be loaded right now. If this continues, reload the page.";

/** The parts and how they hang together; what happens when the line comes, speaks and goes. */
export class Engine implements LinkListener {
  readonly me: Signal<Me>;
  readonly mine: Mine;
  readonly line: Line;
  readonly link: Link;
  readonly calls: Calls;
  readonly store: Store;
  readonly sync: Sync;
  readonly people: People;
  readonly profiles: Profiles;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  readonly uploads: Uploads;
  readonly items: Items;
  readonly receipts: Receipts;
  readonly ephemeral: Ephemeral;
  readonly requests: Requests;
  readonly blocks: Blocks;
  readonly directory: Directory;
  readonly notices: Notices;
  readonly alerts: Alerts;
  readonly timelines = new Set<OpenTimeline>();
  readonly cursor = signal<string | null>(null);
  readonly server = signal<Standing>({ readOnly: null, notices: [] });
  private readonly rest: Rest;
  private readonly tabs: Tabs;
  private readonly polling: Polling;
  private readonly postman: Postman;
  private readonly confirming: Again;
  /** The server's state, from the last response. */
  private standing: string | null = null;
  private disk: SafeDisk | null = null;
  private readonly endings: (() => void)[] = [];

  constructor(
    readonly world: World,
    first: FirstState,
  ) {
    const me = first.me.id;
    const { clock } = world;
    const isOnline = (): boolean => this.link.phase === "online";
    const stuck = (): void => this.notices.sayOnce(STUCK);
    const disk = (): SafeDisk | null => this.disk;
    this.me = signal(first.me);
    this.line = new Line(clock);
    this.link = new Link(world, this);
    this.rest = new Rest(world, () => void this.signedOut());
    this.calls = new Calls(this.rest);
    this.tabs = new Tabs(world.openChannel(`parlance-${me}`));
    this.outbox = new Outbox(this.tabs, clock.now, world.uuid, disk);
    this.uploads = new Uploads(this.calls, world, this.outbox, disk);
    this.drafts = new Drafts(this.tabs, clock, disk);
    this.store = new Store(me, (clientId) => this.outbox.drop(clientId));
    this.people = new People(this.calls, world, isOnline);
    this.profiles = new Profiles(this.calls, this.people);
    this.mine = new Mine(this.me, this.store, this.people, {
      onChoices: (choices) => this.alerts.settings.take(choices),
      onLists: (names) => this.listsChanged(names),
      onReset: () => {
        this.alerts.settings.forget();
        void this.requests.load();
        void this.blocks.load();
      },
    });
    this.sync = new Sync(
      this.store,
      this.mine,
      this.link,
      this.calls,
      world,
      this.people,
      first.as_of,
      (id) => this.receipts.delivered(id),
      stuck,
    );
    this.receipts = new Receipts(this.store, this.link, clock);
    this.ephemeral = new Ephemeral(me, this.link, world);
    this.requests = new Requests(this.calls, world, isOnline);
    this.blocks = new Blocks(this.calls, world, isOnline);
    this.notices = new Notices(world.uuid);
    this.polling = new Polling(
      (wait, signal) => this.poll(wait, signal),
      world,
      () => this.link.lose(),
      stuck,
    );
    this.postman = new Postman(
      this.outbox,
      this.link,
      clock,
      async () => !(await this.fails(this.calls.me())),
      (task, reason) => this.refused(task, reason),
    );
    const { people, outbox, drafts, store } = this;
    this.items = new Items(store, {
      me,
      people,
      outbox,
      drafts,
      now: clock.now,
      isBlocked: (user) => this.blocks.has(user),
      filesOf: ({ files = [] }) => this.uploads.ofTask(files),
    });
    this.directory = new Directory(this.calls, store, this.sync.law, people, me, clock.now);
    this.alerts = new Alerts({
      world,
      calls: this.calls,
      link: this.link,
      store,
      items: this.items,
      people,
      tabs: this.tabs,
      me: () => this.me.peek(),
      opened: () => [...this.timelines].map(({ conversation }) => conversation),
    });
    this.confirming = new Again(() => this.alerts.notifying.confirm(), world, isOnline);
    people.learn([first.me, ...(first.users ?? [])]);
    this.takePage(first.conversations);
  }

  start(): void {
    this.endings.push(
      effect(() => this.outbox.sweep((id) => this.store.get(id)?.value.rev)),
      this.world.attention.onChange(() => void this.drafts.write()),
    );
    this.tabs.on("signed-out", () => {
      this.forget();
      this.leave();
    });
    this.link.start();
    this.alerts.start();
    void this.openDisk();
  }

  stop(): void {
    this.postman.stop();
    this.polling.stop();
    this.uploads.stop();
    this.link.stop();
    this.alerts.stop();
    for (const end of this.endings.splice(0)) end();
    this.tabs.close();
    this.disk?.close();
    this.disk = null;
  }

  takePage({ items, next_cursor }: FirstState["conversations"]): void {
    this.sync.law.takeConversations(items);
    this.cursor.value = next_cursor ?? null;
  }

  /** Nothing of mine stays in this browser, and no tab of it stays signed in. */
  async signOut(): Promise<void> {
    this.link.stop();
    try {
      await this.postSignOut();
    } catch (error) {
      this.link.start();
      throw error;
    }
    this.tabs.tell("signed-out", null);
    this.forget();
    await this.soon(this.disk?.wipe(), this.world.forgetPage(), this.alerts.notifying.forget());
    this.leave();
  }

  unsent(): { messages: number; drafts: number } {
    const isUnsent = (task: Task): boolean => task.state !== "acknowledged" && isWritten(task);
    const drafts = new Set([...this.drafts.written(), ...this.uploads.written()]);
    return { messages: this.outbox.tasks.peek().filter(isUnsent).length, drafts: drafts.size };
  }

  /** Whether the end of the page is the end of what was written. */
  get isForgetful(): boolean {
    const { messages, drafts } = this.unsent();
    return this.disk?.forgets === true && messages + drafts > 0;
  }

  onPhase(phase: Phase, retryAt: number | null): void {
    this.line.become(this.link.isLimited ? "limited" : phase, retryAt);
    if (!this.link.isLimited) this.polling.stop();
    if (phase === "waiting") this.ephemeral.end();
    if (phase === "signed-out") void this.signedOut();
  }

  onWelcome(welcome: WelcomeEvent): void {
    // Somebody else signed in to this browser meanwhile: begin as him.
    if (welcome.user !== this.me.peek().id) {
      this.world.go(this.world.here());
      return;
    }
    this.stands(welcome);
    this.ephemeral.begin();
    this.alerts.begin();
    this.postman.look();
    void this.people.ask();
    this.requests.begin();
    this.blocks.begin();
    void this.catchUp(welcome);
  }

  onEvents(events: Event[]): void {
    const news = this.alerts.newsIn(events);
    this.sync.law.take(events);
    this.alerts.hear(news);
    for (const event of events) {
      this.ephemeral.take(event);
      if (event.type === "message") this.receipts.delivered(event.conversation);
      if (event.type === "user") this.people.update([event.user]);
      if (event.type === "server") this.stands(event);
    }
  }

  /** A handshake was refused without a word: a small request tells what the network lets through. */
  async reach(): Promise<Reach> {
    try {
      await this.calls.me();
      return "answers";
    } catch (error) {
      if (isSignedOut(error)) return "signed-out";
      // A refusal still proves that the server answers.
      return isPassing(error) ? "nothing" : "answers";
    }
  }

  /** Reloads my own lists that changed. Requests depend on who is blocked. */
  private listsChanged(names: readonly string[]): void {
    if (names.includes("requests") || names.includes("blocks")) void this.requests.load();
    if (names.includes("blocks")) {
      this.profiles.renew();
      void this.blocks.load();
    }
  }

  private stands({ read_only, notices }: WelcomeEvent | ServerEvent | Polled): void {
    this.server.value = { readOnly: read_only ?? null, notices: notices ?? [] };
  }

  onLimited(): void {
    this.polling.start();
    this.postman.look();
    this.requests.begin();
    this.blocks.begin();
    void this.people.ask();
  }

  byRest<Name extends CommandName>(
    name: Name,
    input: Commands[Name]["input"],
  ): Promise<Commands[Name]["ok"]> {
    return byRest(this.rest, name, input);
  }

  /** What moved while the question waited is news; what the first one brings was missed, as after a reconnect. */
  private async poll(wait: number, signal: AbortSignal): Promise<void> {
    const watch = [...this.ephemeral.watching];
    const active = this.world.attention.visible();
    const standing = this.standing ? { standing: this.standing } : {};
    const input = { ...this.sync.held(), wait, active, watch, ...standing };
    const ok = await this.calls.sync(input, { ms: wait * 1_000, signal });
    if (signal.aborted) return;
    if (ok.me.id !== this.me.peek().id) return this.world.go(this.world.here());
    const news = wait ? this.alerts.newsIn(messagesIn(ok)) : [];
    await this.sync.takePolled(ok);
    this.stands(ok);
    this.standing = ok.standing;
    this.ephemeral.learn(ok.presence ?? {});
    this.alerts.hear(news);
    this.caughtUp();
    if (!wait) for (const timeline of this.timelines) timeline.resume();
  }

  private async catchUp(welcome: WelcomeEvent): Promise<void> {
    await this.sync.run(welcome);
    this.caughtUp();
    for (const timeline of this.timelines) timeline.resume();
    await this.confirming.run();
  }

  private caughtUp(): void {
    for (const id of this.store.entries.peek().keys()) this.receipts.delivered(id);
    this.receipts.flush();
  }

  private async openDisk(): Promise<void> {
    const me = this.me.peek().id;
    const disk = new SafeDisk(
      (onClosed) => Disk.open(me, onClosed),
      this.world.clock,
      () => this.notices.sayOnce(NOTHING_IS_KEPT),
      () => void this.save(),
    );
    await disk.open();
    this.disk = disk;
    await Promise.all([this.drafts.load(), this.outbox.load(), this.outbox.save()]);
    void this.uploads.load();
    await this.postman.start(this.world.lock, `parlance-outbox-${me}`);
  }

  private async save(): Promise<void> {
    this.uploads.save();
    await Promise.all([this.drafts.save(), this.outbox.save()]);
  }

  /** What somebody wrote stays for another try; the rest is taken back and said so. */
  private async refused(task: Task, reason: string): Promise<void> {
    const { notice } = verb(task.command);
    if (isSend(task) && task.input.attachments?.length) await this.uploads.refused(task, reason);
    else if (notice === null) this.outbox.fail(task.id, reason);
    else {
      this.outbox.drop(task.id);
      this.notices.say(`${notice} ${reason}`);
    }
  }

  private async fails(request: Promise<unknown>): Promise<boolean> {
    return await request.then(
      () => false,
      () => true,
    );
  }

  /** Whatever the browser does with these, the page goes on after a moment. */
  private async soon(...work: (Promise<unknown> | undefined)[]): Promise<void> {
    const patience = new Promise<void>((resolve) => this.world.clock.after(FORGETTING_MS, resolve));
    await Promise.race([Promise.allSettled(work), patience]);
  }

  private async signedOut(): Promise<void> {
    await this.soon(this.drafts.write(), this.world.forgetPage(), this.alerts.notifying.hush());
    // Leaving would lose what only this page holds: the status line links to sign-in instead.
    if (this.isForgetful) return;
    const query = new URLSearchParams({ next: this.world.here() });
    if (this.link.endedBecause) query.set("why", this.link.endedBecause);
    const { messages, drafts } = this.unsent();
    if (messages + drafts) query.set("kept", "yes");
    this.world.go(`${SIGN_IN}?${query}`);
  }

  private async postSignOut(): Promise<void> {
    const headers = { "X-CSRFToken": this.world.csrf() };
    const response = await this.world.fetch(SIGN_OUT, { method: "POST", headers }).catch(() => null);
    if (!response?.ok) throw new Unreachable();
  }

  private forget(): void {
    this.outbox.clear();
    this.uploads.clear();
    this.drafts.clear();
  }

  private leave(): void {
    this.stop();
    this.world.go(SIGN_IN);
  }
}

function messagesIn({ changes }: Synced): Event[] {
  return Object.values(changes).flatMap(({ messages }) =>
    messages.map((message) => ({
      type: "message" as const,
      conversation: message.conversation,
      rev: message.rev,
      message,
    })),
  );
}
