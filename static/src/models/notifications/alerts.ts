import type { Calls } from "../../connection/calls";
import type { Link } from "../../connection/link";
import type { World } from "../../connection/world";
import type { ConversationId, Event, Me, Message, UserId } from "../../protocol/wire";
import type { Tabs } from "../browser/tabs";
import type { Items } from "../conversations/items";
import type { Users } from "../people/users";
import type { Store } from "../sync/store";
import { Activity } from "./activity";
import { ThisBrowserPush } from "./browser_push";
import { KnownNotificationSettings } from "./notification_settings";
import { Notifier } from "./notifier";

export interface AlertsContext {
  world: World;
  calls: Calls;
  link: Link;
  store: Store;
  items: Items;
  users: Users;
  isBlocked(user: UserId): boolean;
  tabs: Tabs;
  me(): Me;
  /** The conversations that this page shows. */
  opened(): readonly ConversationId[];
}

/** Notifies a user who does not look at the page, with browser notifications, a badge and a sound. */
export class Alerts {
  readonly browserPush: ThisBrowserPush;
  readonly settings: KnownNotificationSettings;
  private readonly notifier: Notifier;
  private readonly activity: Activity;

  constructor(private readonly context: AlertsContext) {
    const { world, calls, link, store, items, users, tabs, me } = context;
    const { browserNotifications, memory, clock, attention } = world;
    this.browserPush = new ThisBrowserPush(
      browserNotifications,
      memory,
      calls,
      clock,
      tabs,
      `parlance.notifying.${me().id}`,
    );
    this.settings = new KnownNotificationSettings(calls, clock, tabs);
    this.activity = new Activity(attention, link, clock);
    this.notifier = new Notifier({
      browserNotifications,
      clock,
      me,
      items,
      store,
      nameOf: (user) => users.get(user).display_name,
      isBlocked: context.isBlocked,
      isActive: () => this.activity.isActive,
      isLookingAt: (id) => attention.visible() && attention.focused() && context.opened().includes(id),
      device: () => this.browserPush.device.peek(),
      preferences: () => this.settings.known(),
    });
  }

  start(): void {
    const { world, me } = this.context;
    this.browserPush.start();
    this.activity.start();
    this.notifier.start(world.lock, `parlance-telling-${me().id}`);
  }

  stop(): void {
    this.notifier.stop();
    this.activity.stop();
    this.browserPush.stop();
  }

  /** After every welcome. */
  begin(): void {
    this.activity.begin();
  }

  /** The messages that are new, not edited. Call it before the store receives the events. */
  newsIn(events: readonly Event[]): Message[] {
    return events.flatMap((event) => {
      if (event.type !== "message") return [];
      const { last_seq = 0 } = this.context.store.peek(event.conversation)?.view.peek() ?? {};
      return event.message.seq > last_seq ? [event.message] : [];
    });
  }

  notify(news: readonly Message[]): void {
    if (news.length) void this.notifier.notify(news);
  }
}
