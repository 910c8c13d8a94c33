import { computed, type ReadonlySignal } from "@preact/signals-core";
import { minute } from "../../helpers/today";
import type { Attachment, Conversation, User, UserId } from "../../protocol/wire";
import type { ConversationItem, Preview } from "../api";
import { contentOf } from "../messages/content";
import { type KeptDrafts, writtenIn } from "../messages/drafts";
import type { Outbox } from "../messages/outbox";
import { overlaid } from "../messages/overlay";
import { isSend, type SendTask } from "../messages/task";
import type { Users } from "../people/users";
import type { ConversationState } from "../sync/conversation_state";
import type { Store } from "../sync/store";
import { readUpTo, unreadIn } from "../sync/unread";
import { reachOf, statusOf } from "../timeline/ticks";

export interface ItemContext {
  me: UserId;
  users: Users;
  outbox: Outbox;
  drafts: KeptDrafts;
  now(): number;
  /** (reactive) */
  isBlocked(user: UserId): boolean;
  /** (reactive) The files of an unsent message. */
  filesOf(task: SendTask): readonly Attachment[];
}

/** The items of the conversation list. An item is computed again only when its conversation changes. */
export class Items {
  private readonly made = new WeakMap<ConversationState, ReadonlySignal<ConversationItem>>();
  readonly listed: ReadonlySignal<readonly ConversationItem[]>;
  readonly archived: ReadonlySignal<readonly ConversationItem[]>;
  readonly unread: ReadonlySignal<number>;

  constructor(
    protected readonly store: Store,
    private readonly context: ItemContext,
  ) {
    const all = computed(() =>
      [...store.conversations.value.values()].map((conversation) => this.of(conversation)).sort(byActivity),
    );
    this.listed = computed(() => all.value.filter((item) => !item.archived));
    this.archived = computed(() => all.value.filter((item) => item.archived));
    this.unread = computed(() =>
      this.listed.value.reduce((sum, item) => sum + (item.muted || item.blocked ? 0 : item.unread), 0),
    );
  }

  /** (reactive) */
  get(id: string): ConversationItem | undefined {
    const conversation = this.store.get(id);
    return conversation && this.of(conversation);
  }

  private of(conversation: ConversationState): ConversationItem {
    let item = this.made.get(conversation);
    if (!item) {
      item = computed(() => toItem(conversation, this.context));
      this.made.set(conversation, item);
    }
    return item.value;
  }
}

function toItem(conversation: ConversationState, context: ItemContext): ConversationItem {
  const view = conversation.value;
  const { membership } = view;
  const sends = context.outbox.of(conversation.id).filter(isSend);
  const last = previewOf(conversation, sends, context);
  const peer = view.kind === "direct" ? context.users.get(peerOf(conversation, context.me)) : null;
  return {
    id: view.id,
    kind: view.kind,
    conversation: view,
    title: peer ? titleOf(peer, context.me) : view.title,
    peer,
    unread: unreadIn(view),
    mentions: mentionsOf(view, context),
    blocked: peer !== null && context.isBlocked(peer.id),
    muted: isMuted(membership.muted_until, context),
    pinned: Boolean(membership.pinned_at),
    archived: Boolean(membership.archived_at),
    last,
    failed: sends.filter(({ state }) => state === "failed").length,
    draft: writtenIn(context.drafts.of(conversation.id).value),
    activityAt: last && last.at > view.last_activity_at ? last.at : view.last_activity_at,
  };
}

/** (reactive) The number of unread messages that mention the user, of people whom they do not block. */
function mentionsOf({ unread_mentions = [], membership }: Conversation, { isBlocked }: ItemContext): number {
  const first = Math.max(membership.first_seq, readUpTo(membership) + 1);
  return unread_mentions.filter(({ seq, sender }) => seq >= first && !isBlocked(sender)).length;
}

/** (reactive) Becomes false when the mute expires. */
function isMuted(until: string | null | undefined, context: ItemContext): boolean {
  if (until) void minute.value;
  return isLater(until, context.now());
}

function previewOf(
  conversation: ConversationState,
  sends: readonly SendTask[],
  context: ItemContext,
): Preview | null {
  const { me, outbox } = context;
  const { last_message, member_count } = conversation.value;
  const unsent = sends.filter(({ id }) => id !== last_message?.client_id).at(-1);
  if (unsent) {
    const status = unsent.state === "failed" ? "failed" : unsent.state === "waiting" ? "sending" : "sent";
    const content = { kind: "text", text: unsent.input.body } as const;
    return { sender: me, mine: true, content, files: context.filesOf(unsent), at: unsent.created_at, status };
  }
  if (!last_message) return null;
  const { sender, created_at, seq } = last_message;
  const mine = sender === me;
  const status = mine ? statusOf(seq, reachOf(conversation.roster.present(), me, member_count)) : null;
  const content = contentOf(overlaid(last_message, outbox.of(conversation.id), me));
  return { sender, mine, content, files: last_message.attachments, at: created_at, status };
}

function titleOf({ id, display_name, username }: User, me: UserId): string {
  return id === me ? "Notes to yourself" : display_name || username;
}

/** (reactive) The other person of a direct conversation; the user themselves in a note to self. */
function peerOf(conversation: ConversationState, me: UserId): UserId {
  return conversation.value.peer ?? conversation.roster.present().find(({ user }) => user !== me)?.user ?? me;
}

function byActivity(a: ConversationItem, b: ConversationItem): number {
  if (a.pinned !== b.pinned) return a.pinned ? -1 : 1;
  if (a.activityAt === b.activityAt) return a.id < b.id ? 1 : -1;
  return a.activityAt < b.activityAt ? 1 : -1;
}

export function isLater(at: string | null | undefined, now: number): boolean {
  return Boolean(at) && Date.parse(at!) > now;
}
