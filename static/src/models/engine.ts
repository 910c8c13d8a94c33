import { effect, signal } from "@preact/signals-core";
import { Calls } from "../connection/calls";
import { Line } from "../connection/line";
import { Link } from "../connection/link";
import { Rest } from "../connection/rest";
import type { World } from "../connection/world";
import type { FirstState } from "../protocol/wire";
import type { Chat } from "./api";
import { Keeping } from "./browser/keeping";
import type { SafeDisk } from "./browser/safe_disk";
import { BrowserSession } from "./browser/session";
import { Tabs } from "./browser/tabs";
import { MyConversations } from "./conversations/conversations";
import { invitationsBy, membersBy } from "./conversations/members";
import { OpenRequests } from "./conversations/requests";
import { sharedBy } from "./conversations/shared_list";
import { Incoming, type Lists, type Parts } from "./incoming";
import { KeptDrafts } from "./messages/drafts";
import { LateDrafts } from "./messages/late_drafts";
import { Messaging } from "./messages/messages";
import { Outbox } from "./messages/outbox";
import { OutboxSender } from "./messages/outbox_sender";
import { Receipts } from "./messages/receipts";
import { NoticeList } from "./notices";
import { Alerts } from "./notifications/alerts";
import { Blocks } from "./people/blocks";
import { Ephemeral } from "./people/ephemeral";
import { Profiles } from "./people/profiles";
import { Users } from "./people/users";
import { PageRenewal } from "./renewal";
import { KnownSaved } from "./saved/saved";
import { Mine } from "./sync/mine";
import { Store } from "./sync/store";
import { Sync } from "./sync/sync";
import { MessageFiles } from "./uploads/message_files";

const STUCK = "New messages cannot be loaded right now. If this continues, reload the page.";

export function createChat(world: World, first: FirstState): Chat {
  return new Engine(world, first);
}

/** Creates the engine's parts, in the order of their dependencies. */
class Engine implements Chat, Parts {
  readonly me = this.first.me.id;
  private readonly clock = this.world.clock;
  readonly tabs = new Tabs(this.world.openChannel(`parlance-${this.me}`));
  private readonly incoming: Incoming = new Incoming(this.world, this, () => this.notices.addOnce(STUCK));
  readonly line = new Line(this.clock);
  readonly link = new Link(this.world, this.incoming);
  readonly rest: Rest = new Rest(this.world, () => void this.session.end());
  readonly calls = new Calls(this.rest);
  readonly connection = {
    line: this.line.state,
    server: this.incoming.server,
    connectNow: () => this.link.connectNow(),
  };

  readonly renewal = new PageRenewal(this.world, this.first);

  readonly notices = new NoticeList(this.world.uuid);
  readonly outbox = new Outbox(this.tabs, this.clock.now, this.world.uuid, () => this.disk);
  readonly files = new MessageFiles(this.calls, this.world, this.outbox, () => this.disk);
  readonly drafts = new KeptDrafts(this.tabs, this.clock, () => this.disk);
  readonly keeping = new Keeping(this);

  readonly store = new Store(this.me, (clientId) => this.outbox.drop(clientId));
  readonly users = new Users(this.calls, this.world, () => this.isOnline);
  readonly people = new Profiles(this.calls, this.users);
  readonly blocks = new Blocks(
    this.calls,
    () => this.conversations.recount(),
    this.world,
    () => this.isOnline,
  );
  readonly saved = new KnownSaved(this.calls, this.world, () => this.isOnline);
  readonly presence = new Ephemeral(this.me, this.link, this.world);
  readonly receipts = new Receipts(this.store, this.link, this.clock);
  readonly account: Mine = new Mine(signal(this.first.me), this.store, this.users, this.calls, {
    onChoices: (choices) => this.notificationSettings.take(choices),
    onMarked: (id) => this.sync.recount(id),
    onLists: (names) => this.listsChanged(names),
    onDrafts: (drafts) => this.lateDrafts.take(drafts),
    onReset: () => {
      this.notificationSettings.forget();
      for (const list of Object.values(this.lists)) void list.load();
    },
  });
  readonly sync = new Sync(
    this.store,
    this.account,
    this.link,
    this.calls,
    this.world,
    this.users,
    this.first.as_of,
    (id) => this.receipts.delivered(id),
    () => this.notices.addOnce(STUCK),
  );

  readonly conversations = new MyConversations(
    this.store,
    {
      me: this.me,
      users: this.users,
      outbox: this.outbox,
      drafts: this.drafts,
      now: this.clock.now,
      isBlocked: (user) => this.blocks.has(user),
      filesOf: ({ files = [] }) => this.files.ofTask(files),
    },
    this.calls,
    this.sync.gate,
    this.receipts,
  );
  readonly members = membersBy(this.calls, this.store, this.users);
  readonly invitations = invitationsBy(this.calls);
  readonly shared = sharedBy(this.calls);
  readonly search = { messages: this.calls.search, files: this.calls.searchFiles };
  readonly requests = new OpenRequests(
    this.calls,
    this.world,
    () => this.isOnline,
    (joined) => this.conversations.take(joined),
  );
  private readonly lateDrafts: LateDrafts = new LateDrafts(this);
  readonly lists: Lists = {
    requests: this.requests,
    blocks: this.blocks,
    saved: this.saved,
    drafts: this.lateDrafts,
  };
  readonly messages: Messaging = new Messaging(this);
  readonly outboxSender = new OutboxSender(
    this.outbox,
    this.link,
    this.clock,
    () =>
      this.calls.me().then(
        () => true,
        () => false,
      ),
    (task, reason) => this.messages.refused(task, reason),
    () => this.world.go(`/documents/accept/?next=${encodeURIComponent(this.world.here())}`),
  );

  readonly alerts: Alerts = new Alerts({
    world: this.world,
    calls: this.calls,
    link: this.link,
    store: this.store,
    items: this.conversations,
    isBlocked: (user) => this.blocks.has(user),
    users: this.users,
    tabs: this.tabs,
    me: () => this.account.me.peek(),
    opened: () => this.messages.opened(),
  });
  readonly browserPush = this.alerts.browserPush;
  readonly notificationSettings = this.alerts.settings;
  readonly session = new BrowserSession(this);
  private readonly endings: (() => void)[] = [];

  constructor(
    readonly world: World,
    private readonly first: FirstState,
  ) {
    this.users.learn([first.me, ...(first.users ?? [])]);
    this.conversations.takePage(first.conversations);
    this.renewal.waitFor(() => this.isUnfinished);
  }

  start(): void {
    this.endings.push(
      effect(() => this.outbox.sweep((id) => this.store.get(id)?.value.rev)),
      this.world.attention.onChange(() => void this.drafts.write()),
    );
    this.link.start();
    this.alerts.start();
    this.renewal.start();
    void this.openDisk();
  }

  stop(): void {
    this.outboxSender.stop();
    this.incoming.stop();
    this.lateDrafts.stop();
    this.files.stop();
    this.link.stop();
    this.alerts.stop();
    this.renewal.stop();
    for (const end of this.endings.splice(0)) end();
    this.tabs.close();
    this.keeping.close();
  }

  private get isOnline(): boolean {
    return this.link.phase === "online";
  }

  /** Whether a reload would lose or interrupt something. It loses no draft, but a visible one stays undisturbed. */
  private get isUnfinished(): boolean {
    const { drafts, files, outbox, session, world } = this;
    const isWriting = world.attention.visible() && drafts.written().length;
    return Boolean(isWriting || session.losesOnLeaving() || files.written().length || outbox.waiting.peek());
  }

  private get disk(): SafeDisk | null {
    return this.keeping.disk;
  }

  private async openDisk(): Promise<void> {
    await this.keeping.open();
    await this.outboxSender.start(this.world.lock, `parlance-outbox-${this.me}`);
  }

  private listsChanged(names: readonly string[]): void {
    // Requests and profiles depend on who is blocked.
    const isBlocking = names.includes("blocks");
    if (isBlocking) this.people.renew();
    for (const name of new Set(isBlocking ? [...names, "requests"] : names)) void this.lists[name]?.load();
  }
}
