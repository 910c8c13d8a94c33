import type { DeliveryResult, Push, ShownData } from "../protocol/pushes";
import type { Delivered } from "./delivered";
import type { Shade, ShownNotification, Windows } from "./shade";

const ICON = "/static/icons/notification.png";
const BADGE = "/static/icons/notification-badge.png";
const REPLY = { action: "reply", title: "Reply", type: "text", placeholder: "Your reply" } as const;
const READ = { action: "read", title: "Mark as read" } as const;

/** Notifies of each message once, whether it came from a push or a page. Handles one at a time. */
export class Notifier {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly shade: Shade,
    private readonly windows: Windows,
    private readonly delivered: Delivered,
    private readonly acknowledge: (token: string) => Promise<void>,
  ) {}

  /** From the push service. */
  push(push: Push): Promise<DeliveryResult> {
    return this.inTurn(async () => {
      if (push.kind === "clear") return this.clear(push);
      const outcome = await this.shown(push);
      if (outcome === "shown" && push.token) await this.acknowledge(push.token);
      return outcome;
    });
  }

  private async shown(push: Push): Promise<DeliveryResult> {
    if (push.kind === "message") return this.notify(push);
    // A page that the user looks at shows the reminder itself.
    if (push.kind === "reminder" && (await this.windows.anyFocused())) return "seen";
    return this.show(push, 1);
  }

  /** From a page. If a page has focus, that page alerts the user by itself. */
  page(push: Push, silent: boolean): Promise<DeliveryResult> {
    return this.inTurn(() => this.notify(push, { fromPage: true, silent }));
  }

  private inTurn(task: () => Promise<DeliveryResult>): Promise<DeliveryResult> {
    const done = this.turn.then(task, task);
    this.turn = done;
    return done;
  }

  private async notify(push: Push, { fromPage = false, silent = false } = {}): Promise<DeliveryResult> {
    const { conversation, seq, tag } = push;
    const earlier = newest(await this.shade.shown(tag));
    if (seq <= Math.max(await this.delivered.upTo(conversation), earlier?.seq ?? 0)) return "old";
    if (!fromPage) await this.shade.setBadge(push.unread);
    if (!fromPage || (await this.windows.anyFocused())) {
      if (await this.windows.looking(conversation)) return "seen";
      if (fromPage) return "elsewhere";
    }
    await this.delivered.reach(conversation, seq);
    return this.show(push, (earlier?.count ?? 0) + 1, silent, earlier?.body);
  }

  private async show(push: Push, count: number, silent = false, before = ""): Promise<DeliveryResult> {
    const { conversation, seq, tag, title, body, url } = push;
    const data: ShownData = { conversation, seq, count, body, url, isReminder: push.kind === "reminder" };
    const actions = push.kind === "message" ? [REPLY, READ].slice(0, this.shade.mostActions) : [];
    await this.shade.show(title, {
      tag,
      body: words(body, count, before),
      icon: ICON,
      badge: BADGE,
      data,
      // Without a tag that is an error.
      renotify: tag !== "",
      silent,
      timestamp: Date.parse(push.at ?? "") || this.shade.now(),
      actions,
    });
    return "shown";
  }

  private async clear({ conversation, seq, tag, unread }: Push): Promise<DeliveryResult> {
    await this.shade.setBadge(unread);
    for (const one of await this.shade.shown(tag)) if (one.data && one.data.seq <= seq) one.close();
    // A message that has already been read must not notify.
    if (seq > (await this.delivered.upTo(conversation))) await this.delivered.reach(conversation, seq);
    return "old";
  }
}

/** The latest text with the number of messages; only the number if both texts are the same ("New message"). */
function words(body: string, count: number, before: string): string {
  if (count === 1) return body;
  const many = `${count} new messages`;
  return body === before ? many : `${many}\n${body}`;
}

function newest(notifications: readonly ShownNotification[]): ShownData | null {
  return notifications.reduce<ShownData | null>(
    (best, { data }) => (data && data.seq > (best?.seq ?? 0) ? data : best),
    null,
  );
}
