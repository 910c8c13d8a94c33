import { computed, type ReadonlySignal } from "@preact/signals-core";
import { Refused } from "../connection/errors";
import type { World } from "../connection/world";
import type {
  Commands,
  ConversationId,
  FirstState,
  Me,
  Message,
  Presence,
  SharedFile,
  SharedLink,
  User,
  UserId,
} from "../protocol/wire";
import type {
  Change,
  Chat,
  ConversationItem,
  Draft,
  MemberList,
  MessageRow,
  NewConversation,
  Readers,
  SharedList,
  Shown,
  Timeline,
  Voice,
} from "./api";
import { contentOf } from "./content";
import { Engine } from "./engine";
import { OpenMemberList } from "./member_list";
import type { Known } from "./profiles";
import { OpenSharedList } from "./shared_list";
import { isEdit, isReady, isSend, type Order } from "./task";
import { readersOf } from "./ticks";
import { OpenTimeline } from "./timeline";
import { verb } from "./verbs";

export function createChat(world: World, first: FirstState): Chat {
  return new ChatFacade(new Engine(world, first));
}

/** `Chat` (api.ts) over the engine's parts: one line a verb. */
class ChatFacade implements Chat {
  readonly me: ReadonlySignal<Me>;
  readonly hasMoreConversations: ReadonlySignal<boolean>;
  readonly connection;
  readonly server;
  readonly conversations;
  readonly archived;
  readonly totalUnread;
  readonly notifying;
  readonly notificationSettings;
  readonly waiting;
  readonly notices;
  readonly searchUsers;
  readonly searchChannels;
  readonly updateConversation;
  readonly setMembership;
  readonly addMember;
  readonly removeMember;
  readonly changeRole;
  readonly leave;
  readonly requests;
  readonly refuseRequest;
  readonly bans;
  readonly ban;
  readonly liftBan;
  readonly block;
  readonly unblock;
  readonly report;
  readonly earlier;
  readonly invitations;
  readonly createInvitation;
  readonly revokeInvitation;
  readonly invitation;

  private loadingMore: Promise<void> | null = null;

  constructor(private readonly engine: Engine) {
    const { line, items, notices, directory } = engine;
    this.me = engine.me;
    this.hasMoreConversations = computed(() => engine.cursor.value !== null);
    this.connection = line.state;
    this.server = engine.server;
    this.conversations = items.listed;
    this.archived = items.archived;
    this.totalUnread = items.unread;
    this.notifying = engine.alerts.notifying;
    this.notificationSettings = engine.alerts.settings;
    this.waiting = engine.outbox.waiting;
    this.notices = notices.all;
    this.searchUsers = directory.searchUsers.bind(directory);
    this.searchChannels = directory.searchChannels.bind(directory);
    this.updateConversation = directory.update.bind(directory);
    this.setMembership = directory.setMembership.bind(directory);
    this.addMember = directory.addMember.bind(directory);
    this.removeMember = directory.removeMember.bind(directory);
    this.changeRole = directory.changeRole.bind(directory);
    this.leave = directory.leave.bind(directory);
    this.requests = engine.requests.waiting;
    this.refuseRequest = engine.requests.refuse.bind(engine.requests);
    this.bans = directory.bans;
    this.ban = directory.ban;
    this.liftBan = directory.liftBan;
    this.block = engine.profiles.block.bind(engine.profiles);
    this.unblock = engine.profiles.unblock.bind(engine.profiles);
    this.report = engine.profiles.report.bind(engine.profiles);
    this.earlier = directory.earlier.bind(directory);
    this.invitations = directory.invitations;
    this.createInvitation = directory.createInvitation;
    this.revokeInvitation = directory.revokeInvitation;
    this.invitation = directory.invitation;
  }

  start(): void {
    this.engine.start();
  }

  stop(): void {
    this.engine.stop();
  }

  signOut(): Promise<void> {
    return this.engine.signOut();
  }

  unsent(): { messages: number; drafts: number } {
    return this.engine.unsent();
  }

  connectNow(): void {
    this.engine.link.connectNow();
  }

  loadMoreConversations(): Promise<void> {
    this.loadingMore ??= this.loadPage().finally(() => {
      this.loadingMore = null;
    });
    return this.loadingMore;
  }

  private async loadPage(): Promise<void> {
    const cursor = this.engine.cursor.peek();
    if (cursor !== null) this.engine.takePage(await this.engine.calls.conversations(cursor));
  }

  async searchConversations(query: string): Promise<ConversationItem[]> {
    const ids = await this.engine.directory.searchConversations(query);
    return ids.flatMap((id) => this.conversation(id) ?? []);
  }

  conversation(id: ConversationId): ConversationItem | undefined {
    return this.engine.items.get(id);
  }

  async fetchConversation(id: ConversationId): Promise<ConversationItem | null> {
    const found = this.engine.store.peek(id) ? id : await this.engine.directory.fetch(id);
    return (found && this.conversation(found)) || null;
  }

  user(id: UserId): User {
    return this.engine.people.get(id);
  }

  userNamed(username: string): UserId | undefined {
    return this.engine.people.named(username);
  }

  profile(id: UserId): Known {
    return this.engine.profiles.get(id);
  }

  renewProfile(id: UserId): Promise<void> {
    return this.engine.profiles.load(id);
  }

  async leaveAndBlock(user: UserId): Promise<number> {
    const left = await this.engine.directory.leaveAndBlock(user);
    this.engine.profiles.setBlocked(user, true);
    return left;
  }

  presence(id: UserId): Presence | undefined {
    return this.engine.ephemeral.presences.value.get(id);
  }

  typing(id: ConversationId): readonly UserId[] {
    return this.engine.ephemeral.typing(id);
  }

  watchPresence(users: readonly UserId[]): void {
    this.engine.ephemeral.watch(users);
  }

  open(id: ConversationId, { at }: { at?: number } = {}): Timeline {
    const { store, calls, outbox, world, receipts, timelines } = this.engine;
    const entry = store.peek(id);
    if (!entry) throw new Refused({ code: "not_found", detail: "" });
    store.touch(id);
    const timeline = new OpenTimeline(entry, {
      me: this.me.peek().id,
      calls,
      outbox,
      attention: world.attention,
      onRead: (seq) => receipts.read(id, seq),
      onClose: () => timelines.delete(timeline),
    });
    timelines.add(timeline);
    void timeline.begin(at);
    return timeline;
  }

  draft(id: ConversationId): ReadonlySignal<Draft> {
    return this.engine.drafts.of(id);
  }

  setDraft(id: ConversationId, draft: Draft): void {
    this.engine.drafts.set(id, draft);
  }

  addToDraft(id: ConversationId, text: string): void {
    this.engine.drafts.putBefore(id, text, null);
  }

  beginEdit(id: ConversationId, seq: number, text: string): void {
    this.engine.drafts.beginEdit(id, seq, text);
  }

  endEdit(id: ConversationId): void {
    this.engine.drafts.endEdit(id);
  }

  typed(id: ConversationId): void {
    this.engine.ephemeral.typed(id);
  }

  doneTyping(id: ConversationId): void {
    this.engine.ephemeral.doneTyping(id);
  }

  send(id: ConversationId, body: string, { reply_to }: { reply_to?: number | null } = {}): void {
    const { outbox, uploads, ephemeral } = this.engine;
    outbox.ensureRoom();
    ephemeral.doneTyping(id);
    const files = uploads.take(id);
    const client_id = outbox.send({ conversation: id, body, ...(reply_to ? { reply_to } : {}) }, files);
    this.settle(client_id);
    this.engine.alerts.notifying.moment();
  }

  attached(id: ConversationId): readonly Shown[] {
    return this.engine.uploads.attached(id);
  }

  attach(id: ConversationId, files: readonly File[], { voice = null }: { voice?: Voice | null } = {}): void {
    this.engine.uploads.attach(id, files, voice);
  }

  sendVoice(id: ConversationId, file: File, voice: Voice, options: { reply_to?: number | null } = {}): void {
    this.attach(id, [file], { voice });
    this.send(id, "", options);
  }

  detach(id: ConversationId, file: string): void {
    this.engine.uploads.detach(id, file);
  }

  uploads(): readonly Shown[] {
    return this.engine.uploads.underway();
  }

  cancelUpload(file: string): void {
    this.engine.uploads.cancel(file);
  }

  retryUpload(file: string): void {
    this.engine.uploads.retry(file);
  }

  losesOnLeaving(): boolean {
    return this.engine.uploads.isBusy || this.engine.isForgetful;
  }

  files({ outgoing, message }: MessageRow): Shown[] {
    const { uploads } = this.engine;
    if (outgoing) return uploads.ofTask(outgoing.files);
    return message?.attachments.map((attachment) => uploads.over(attachment)) ?? [];
  }

  retry(id: string): void {
    this.engine.outbox.retry(id);
    this.settle(id);
  }

  retryWithout(id: string): void {
    this.engine.outbox.retryWithout(id);
    this.settle(id);
  }

  takeBack(id: string): void {
    const { outbox, uploads, drafts, notices } = this.engine;
    const task = outbox.find(id);
    if (!task) return;
    const { conversation } = task.input;
    outbox.drop(id);
    if (isEdit(task)) drafts.beginEdit(conversation, task.input.seq, task.input.body);
    if (!isSend(task)) return;
    drafts.putBefore(conversation, task.input.body, task.input.reply_to ?? null);
    if (!uploads.giveBack(conversation, task.files ?? [])) notices.say("Attach the files again.");
  }

  private settle(client_id: string): void {
    const task = this.engine.outbox.find(client_id);
    if (task && isSend(task) && !isReady(task)) void this.engine.uploads.settle(task);
  }

  discard(id: string): void {
    this.engine.outbox.drop(id);
  }

  perform<Name extends Change>(command: Name, input: Commands[Name]["input"]): void {
    const order = { command, input } as Order;
    try {
      this.engine.outbox.add(order);
    } catch (error) {
      if (!(error instanceof Refused) || verb(command).notice === null) throw error;
      this.engine.notices.say(error.message);
    }
  }

  lastOwn(id: ConversationId): Message | null {
    const entry = this.engine.store.peek(id);
    return entry?.log.newestBy(this.me.peek().id, (message) => contentOf(message).kind === "text") ?? null;
  }

  permalink(id: ConversationId, seq: number): string {
    return `${this.engine.world.origin}/c/${id}/${seq}`;
  }

  readers(id: ConversationId, seq: number): Readers {
    const entry = this.engine.store.get(id);
    return readersOf(entry?.roster.present() ?? [], this.me.value.id, seq);
  }

  dismissNotice(id: string): void {
    this.engine.notices.dismiss(id);
  }

  async createConversation(input: NewConversation): Promise<ConversationItem> {
    return this.conversation(await this.engine.directory.create(input))!;
  }

  markRead(id: ConversationId): void {
    this.engine.receipts.read(id, Number.MAX_SAFE_INTEGER);
  }

  members(id: ConversationId): MemberList {
    const entry = this.engine.store.peek(id);
    if (!entry) throw new Refused({ code: "not_found", detail: "" });
    return new OpenMemberList(entry, this.engine.calls, this.engine.people);
  }

  async join(id: ConversationId): Promise<ConversationItem> {
    return this.conversation(await this.engine.directory.join(id))!;
  }

  async acceptRequest(request: string): Promise<ConversationItem> {
    const conversation = await this.engine.requests.accept(request);
    this.engine.sync.law.takeConversations([conversation]);
    return this.conversation(conversation.id)!;
  }

  async acceptInvitation(token: string): Promise<ConversationItem> {
    return this.conversation(await this.engine.directory.acceptInvitation(token))!;
  }

  sharedFiles(id: ConversationId, kind: "media" | "files", search = ""): SharedList<SharedFile> {
    return new OpenSharedList((cursor) =>
      this.engine.calls.sharedFiles(id, kind, { search, cursor, limit: 60 }),
    );
  }

  sharedLinks(id: ConversationId, search = ""): SharedList<SharedLink> {
    return new OpenSharedList((cursor) => this.engine.calls.sharedLinks(id, { search, cursor, limit: 60 }));
  }

  async setAvatar(picture: Blob | null): Promise<void> {
    this.engine.mine.learn(await this.engine.calls.setAvatar(picture));
  }

  async setPicture(id: ConversationId, picture: Blob | null): Promise<void> {
    await this.engine.calls.setPicture(id, picture);
  }

  async setClosed(id: ConversationId, isClosed: boolean): Promise<void> {
    await this.engine.calls.setClosed(id, isClosed);
  }

  async updateMe(changes: Parameters<Chat["updateMe"]>[0]): Promise<void> {
    this.engine.mine.learn(await this.engine.calls.updateMe(changes));
  }
}
