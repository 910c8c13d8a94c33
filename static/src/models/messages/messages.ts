import type { ReadonlySignal } from "@preact/signals-core";
import type { Calls } from "../../connection/calls";
import { Refused } from "../../connection/errors";
import type { World } from "../../connection/world";
import type { Commands, ConversationId, Mention, Message, Origin, UserId } from "../../protocol/wire";
import type { BrowserPush, Change, Earlier, Messages, Readers, Timeline, Voice } from "../api";
import type { NoticeList } from "../notices";
import type { Ephemeral } from "../people/ephemeral";
import type { Store } from "../sync/store";
import { readersOf } from "../timeline/ticks";
import { OpenTimeline } from "../timeline/timeline";
import type { MessageFiles } from "../uploads/message_files";
import { contentOf, contentOfRevision } from "./content";
import type { KeptDrafts } from "./drafts";
import type { Outbox } from "./outbox";
import type { Receipts } from "./receipts";
import { isEdit, isReady, isSend, type Order, type Task } from "./task";
import { verb } from "./verbs";

export interface MessageContext {
  me: UserId;
  world: World;
  calls: Calls;
  store: Store;
  outbox: Outbox;
  files: MessageFiles;
  drafts: KeptDrafts;
  presence: Ephemeral;
  receipts: Receipts;
  notices: NoticeList;
  browserPush: Pick<BrowserPush, "moment">;
}

/** See `Messages` in api.ts. */
export class Messaging implements Messages {
  readonly waiting: ReadonlySignal<number>;
  private readonly timelines = new Set<OpenTimeline>();

  constructor(private readonly context: MessageContext) {
    this.waiting = context.outbox.waiting;
  }

  open(id: ConversationId, { at }: { at?: number } = {}): Timeline {
    const { me, calls, outbox, world, receipts, store } = this.context;
    const conversation = store.peek(id);
    if (!conversation) throw new Refused({ code: "not_found", detail: "" });
    store.touch(id);
    const timeline = new OpenTimeline(conversation, {
      me,
      calls,
      outbox,
      attention: world.attention,
      onRead: (seq) => receipts.read(id, seq),
      onClose: () => this.timelines.delete(timeline),
    });
    this.timelines.add(timeline);
    void timeline.begin(at);
    return timeline;
  }

  /** The conversations that this page shows. */
  opened(): ConversationId[] {
    return [...this.timelines].map(({ conversationId }) => conversationId);
  }

  /** The network is back. */
  resume(): void {
    for (const timeline of this.timelines) timeline.resume();
  }

  send(
    id: ConversationId,
    body: string,
    { reply_to, mentions }: { reply_to?: number | null; mentions?: readonly Mention[] | undefined } = {},
  ): void {
    const { outbox, files, presence, browserPush } = this.context;
    outbox.ensureRoom();
    presence.doneTyping(id);
    const taken = files.take(id);
    const about = { ...(reply_to ? { reply_to } : {}), ...(mentions ? { mentions: [...mentions] } : {}) };
    const input = { conversation: id, body, ...about };
    this.settle(outbox.send(input, taken));
    browserPush.moment();
  }

  sendVoice(id: ConversationId, file: File, voice: Voice, options: { reply_to?: number | null } = {}): void {
    this.context.files.attach(id, [file], voice);
    this.send(id, "", options);
  }

  perform<Name extends Change>(command: Name, input: Commands[Name]["input"]): void {
    try {
      this.context.outbox.add({ command, input } as Order);
    } catch (error) {
      if (!(error instanceof Refused) || verb(command).notice === null) throw error;
      this.context.notices.add(error.message);
    }
  }

  /** Keeps a refused message or edit for a retry. Reverts any other command, with a notice. */
  async refused(task: Task, reason: string): Promise<void> {
    const { files, outbox, notices } = this.context;
    const { notice } = verb(task.command);
    if (isSend(task) && task.input.attachments?.length) await files.refused(task, reason);
    else if (notice === null) outbox.fail(task.id, reason);
    else {
      outbox.drop(task.id);
      notices.add(`${notice} ${reason}`);
    }
  }

  retry(id: string): void {
    this.context.outbox.retry(id);
    this.settle(id);
  }

  retryWithout(id: string): void {
    this.context.outbox.retryWithout(id);
    this.settle(id);
  }

  takeBack(id: string): void {
    const { outbox, files, drafts, notices } = this.context;
    const task = outbox.find(id);
    if (!task) return;
    const { conversation } = task.input;
    outbox.drop(id);
    if (isEdit(task))
      drafts.beginEdit(conversation, task.input.seq, task.input.body, task.input.mentions ?? undefined);
    if (!isSend(task)) return;
    const { body, reply_to, mentions } = task.input;
    drafts.putBefore(conversation, body, reply_to ?? null, mentions ?? []);
    if (!files.giveBack(conversation, task.files ?? [])) notices.add("Attach the files again.");
  }

  discard(id: string): void {
    this.context.outbox.drop(id);
  }

  lastOwn(id: ConversationId): Message | null {
    const { me, store } = this.context;
    const isEditable = (message: Message): boolean =>
      contentOf(message).kind === "text" && !message.forwarded;
    return store.peek(id)?.log.newestBy(me, isEditable) ?? null;
  }

  permalink(id: ConversationId, seq: number): string {
    return `${this.context.world.origin}/c/${id}/${seq}`;
  }

  readers(id: ConversationId, seq: number): Readers {
    const { me, store } = this.context;
    return readersOf(store.get(id)?.roster.present() ?? [], me, seq);
  }

  forward(id: ConversationId, seq: number, to: ConversationId, comment: string): void {
    const { outbox, world } = this.context;
    const client_id = world.uuid();
    outbox.add(
      { command: "message.forward", input: { conversation: to, source: id, seq, client_id } },
      client_id,
    );
    if (comment) outbox.send({ conversation: to, body: comment });
  }

  origin(id: ConversationId, seq: number): Promise<Origin> {
    return this.context.calls.origin(id, seq);
  }

  async earlier(id: ConversationId, seq: number): Promise<Earlier[]> {
    const { items } = await this.context.calls.revisions(id, seq);
    return items.map((revision) => ({ content: contentOfRevision(revision), until: revision.replaced_at }));
  }

  private settle(id: string): void {
    const { outbox, files } = this.context;
    const task = outbox.find(id);
    if (task && isSend(task) && !isReady(task)) void files.settle(task);
  }
}
