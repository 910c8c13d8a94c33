import { effect, signal } from "@preact/signals-core";
import { Calls } from "../connection/calls";
import { Line } from "../connection/line";
import { Link } from "../connection/link";
import { Rest } from "../connection/rest";
import type { World } from "../connection/world";
import type { FirstState, UserId } from "../protocol/wire";
import type { Chat } from "./api";
import { Keeping } from "./browser/keeping";
import { BrowserSession } from "./browser/session";
import { Tabs } from "./browser/tabs";
import { MyConversations } from "./conversations/conversations";
import { invitationsBy, membersBy } from "./conversations/members";
import { OpenRequests } from "./conversations/requests";
import { sharedBy } from "./conversations/shared_list";
import { Incoming, type Parts } from "./incoming";
import { KeptDrafts } from "./messages/drafts";
import { Messaging } from "./messages/messages";
import { Outbox } from "./messages/outbox";
import { Postman } from "./messages/postman";
import { Receipts } from "./messages/receipts";
import type { SendTask } from "./messages/task";
import { NoticeList } from "./notices";
import { Alerts } from "./notifications/alerts";
import { Blocks } from "./people/blocks";
import { Ephemeral } from "./people/ephemeral";
import { Profiles } from "./people/profiles";
import { Users } from "./people/users";
import { Mine } from "./sync/mine";
import { Store } from "./sync/store";
import { Sync } from "./sync/sync";
import { MessageFiles } from "./uploads/message_files";

const STUCK = "New messages cannot be loaded right now. If this continues, reload the page.";

export function createChat(world: World, first: FirstState): Chat {
  return new Engine(world, first);
}

/** The parts, and how they hang together. */
class Engine implements Chat, Parts {
  readonly account: Mine;
  readonly session: BrowserSession;
  readonly connection;
  readonly conversations: MyConversations;
  readonly members;
  readonly invitations;
  readonly requests: OpenRequests;
  readonly people: Profiles;
  readonly presence: Ephemeral;
  readonly messages: Messaging;
  readonly drafts: KeptDrafts;
  readonly files: MessageFiles;
  readonly shared;
  readonly notices: NoticeList;
  readonly notifying;
  readonly notificationSettings;
  readonly line: Line;
  readonly link: Link;
  readonly rest: Rest;
  readonly calls: Calls;
  readonly store: Store;
  readonly users: Users;
  readonly sync: Sync;
  readonly postman: Postman;
  readonly receipts: Receipts;
  readonly blocks: Blocks;
  readonly alerts: Alerts;
  private readonly incoming: Incoming;
  private readonly tabs: Tabs;
  private readonly outbox: Outbox;
  private readonly keeping: Keeping;
  private readonly endings: (() => void)[] = [];

  constructor(
    private readonly world: World,
    first: FirstState,
  ) {
    const me = first.me.id;
    const { clock } = world;
    const isOnline = (): boolean => this.link.phase === "online";
    const stuck = (): void => this.notices.sayOnce(STUCK);
    const disk = () => this.keeping.disk;
    this.line = new Line(clock);
    this.incoming = new Incoming(world, this, stuck);
    this.link = new Link(world, this.incoming);
    this.rest = new Rest(world, () => void this.session.end());
    this.calls = new Calls(this.rest);
    this.tabs = new Tabs(world.openChannel(`parlance-${me}`));
    this.outbox = new Outbox(this.tabs, clock.now, world.uuid, disk);
    this.files = new MessageFiles(this.calls, world, this.outbox, disk);
    this.drafts = new KeptDrafts(this.tabs, clock, disk);
    this.store = new Store(me, (clientId) => this.outbox.drop(clientId));
    this.users = new Users(this.calls, world, isOnline);
    this.blocks = new Blocks(this.calls, world, isOnline);
    this.receipts = new Receipts(this.store, this.link, clock);
    const { calls, link, store, users, outbox, files, drafts, tabs, receipts } = this;
    const notices = new NoticeList(world.uuid);
    const presence = new Ephemeral(me, link, world);
    this.account = new Mine(signal(first.me), store, users, calls, {
      onChoices: (choices) => this.alerts.settings.take(choices),
      onLists: (names) => this.listsChanged(names),
      onReset: () => {
        this.alerts.settings.forget();
        void this.requests.load();
        void this.blocks.load();
      },
    });
    this.sync = new Sync(
      store,
      this.account,
      link,
      calls,
      world,
      users,
      first.as_of,
      (id) => receipts.delivered(id),
      stuck,
    );
    this.connection = {
      line: this.line.state,
      server: this.incoming.server,
      connectNow: () => link.connectNow(),
    };
    const mine = {
      me,
      users,
      outbox,
      drafts,
      now: clock.now,
      isBlocked: (user: UserId) => this.blocks.has(user),
      filesOf: ({ files: ids = [] }: SendTask) => files.ofTask(ids),
    };
    this.conversations = new MyConversations(store, mine, calls, this.sync.law, receipts);
    this.members = membersBy(calls, store, users);
    this.invitations = invitationsBy(calls);
    this.requests = new OpenRequests(calls, world, isOnline, (joined) => this.conversations.take(joined));
    this.people = new Profiles(calls, users);
    this.presence = presence;
    this.shared = sharedBy(calls);
    this.notices = notices;
    this.messages = new Messaging({
      me,
      world,
      calls,
      store,
      outbox,
      files,
      drafts,
      presence,
      receipts,
      notices,
      onSent: () => this.notifying.moment(),
    });
    this.alerts = new Alerts({
      world,
      calls,
      link,
      store,
      items: this.conversations,
      users,
      tabs,
      me: () => this.account.me.peek(),
      opened: () => this.messages.opened(),
    });
    this.notifying = this.alerts.notifying;
    this.notificationSettings = this.alerts.settings;
    this.keeping = new Keeping({ me, world, outbox, drafts, files, notices });
    this.session = new BrowserSession({
      world,
      link,
      tabs,
      keeping: this.keeping,
      drafts,
      files,
      notifying: this.notifying,
      stop: () => this.stop(),
    });
    this.postman = new Postman(
      outbox,
      link,
      clock,
      () =>
        calls.me().then(
          () => true,
          () => false,
        ),
      (task, reason) => this.messages.refused(task, reason),
    );
    users.learn([first.me, ...(first.users ?? [])]);
    this.conversations.takePage(first.conversations);
  }

  start(): void {
    this.endings.push(
      effect(() => this.outbox.sweep((id) => this.store.get(id)?.value.rev)),
      this.world.attention.onChange(() => void this.drafts.write()),
    );
    this.link.start();
    this.alerts.start();
    void this.openDisk();
  }

  stop(): void {
    this.postman.stop();
    this.incoming.stop();
    this.files.stop();
    this.link.stop();
    this.alerts.stop();
    for (const end of this.endings.splice(0)) end();
    this.tabs.close();
    this.keeping.close();
  }

  private async openDisk(): Promise<void> {
    await this.keeping.open();
    await this.postman.start(this.world.lock, `parlance-outbox-${this.account.me.peek().id}`);
  }

  private listsChanged(names: readonly string[]): void {
    // Requests depend on who is blocked.
    if (names.includes("requests") || names.includes("blocks")) void this.requests.load();
    if (names.includes("blocks")) {
      this.people.renew();
      void this.blocks.load();
    }
  }
}
