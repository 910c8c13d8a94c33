import { LIMITS } from "../protocol/generated";
import type {
  Asked,
  Attachment,
  Ban,
  BanPerson,
  ChangeConversation,
  ChangePreferences,
  Changes,
  Channel,
  Commands,
  Conversation,
  ConversationId,
  CreateInvitation,
  EditProfile,
  FileReport,
  Invitation,
  Ledger,
  Left,
  Me,
  Member,
  Membership,
  Message,
  MessagePage,
  Notification,
  NotificationPreferences,
  Origin,
  Page,
  PartRequests,
  PersonaliseConversation,
  Polled,
  Profile,
  PushKey,
  RegisterAddress,
  Registration,
  Reported,
  Request,
  Revision,
  Role,
  Saved,
  SavedMark,
  SearchPage,
  SharedFile,
  SharedLink,
  StartConversation,
  StartUpload,
  StoredDraft,
  Upload,
  User,
  UserId,
} from "../protocol/wire";
import type { Query, Rest, Waiting } from "./rest";

/** The kinds of files that a conversation's shared lists can contain. */
export type SharedKind = "media" | "files" | "audio";

type PollSyncInput = Commands["sync"]["input"] & {
  wait?: number;
  active?: boolean;
  watch?: UserId[];
  standing?: string;
};
/** Changes of a saved message. Absent fields do not change. */
export interface SavedChanges {
  note?: string;
  remind_at?: string | null;
  done?: boolean;
}

export interface Position {
  before?: number;
  after?: number;
  around?: number;
}

const id = encodeURIComponent;

/** The REST calls the client makes, by name. */
export class Calls {
  constructor(private readonly rest: Rest) {}

  me = (): Promise<Me> => this.rest.get("me");
  updateMe = (changes: EditProfile): Promise<Me> => this.rest.patch("me", changes);
  setAvatar = (picture: Blob | null): Promise<Me> =>
    picture ? this.rest.put("me/avatar", picture) : this.rest.delete("me/avatar");
  users = (ids: readonly UserId[]): Promise<Page<User>> => this.rest.get("users", { ids: ids.join(",") });
  user = (u: UserId): Promise<Profile> => this.rest.get(`users/${id(u)}`);
  blocks = (cursor?: string): Promise<Page<User>> => this.rest.get("me/blocks", { cursor, limit: 200 });
  drafts = (cursor?: string): Promise<Page<StoredDraft>> => this.rest.get("me/drafts", { cursor });
  block = (u: UserId): Promise<void> => this.rest.put(`me/blocks/${id(u)}`);
  unblock = (u: UserId): Promise<void> => this.rest.delete(`me/blocks/${id(u)}`);
  saved = (state: "open" | "done", cursor?: string): Promise<Page<Saved>> =>
    this.rest.get("me/saved", { state, cursor });
  savedMarks = (): Promise<Page<SavedMark>> => this.rest.get("me/saved/marks");
  changeSaved = (
    method: "put" | "patch" | "delete",
    c: ConversationId,
    seq: number,
    about?: SavedChanges,
  ): Promise<void> => this.rest[method](`me/saved/${id(c)}/${seq}`, about);
  report = (input: FileReport): Promise<Reported> => this.rest.post("reports", input);
  searchUsers = (search: string): Promise<Page<User>> => this.rest.get("users", { search, limit: 20 });

  conversations = (cursor?: string | null): Promise<Page<Conversation>> =>
    this.rest.get("conversations", { cursor });
  searchConversations = (search: string): Promise<Page<Conversation>> =>
    this.rest.get("conversations", { search, limit: 50 });
  conversation = (c: ConversationId): Promise<Conversation> => this.rest.get(`conversations/${id(c)}`);
  createConversation = (input: StartConversation): Promise<Conversation> =>
    this.rest.post("conversations", input);
  updateConversation = (c: ConversationId, changes: ChangeConversation): Promise<Conversation> =>
    this.rest.patch(`conversations/${id(c)}`, changes);
  setPicture = (c: ConversationId, picture: Blob | null): Promise<Conversation> =>
    picture
      ? this.rest.put(`conversations/${id(c)}/picture`, picture)
      : this.rest.delete(`conversations/${id(c)}/picture`);
  setClosed = (c: ConversationId, isClosed: boolean): Promise<Conversation> =>
    isClosed
      ? this.rest.put(`conversations/${id(c)}/closed`)
      : this.rest.delete(`conversations/${id(c)}/closed`);
  sharedFiles = (c: ConversationId, kind: SharedKind, page: Query): Promise<Page<SharedFile>> =>
    this.rest.get(`conversations/${id(c)}/attachments`, { ...page, kind });
  sharedLinks = (c: ConversationId, page: Query): Promise<Page<SharedLink>> =>
    this.rest.get(`conversations/${id(c)}/links`, page);
  search = (query: string, sort: string, cursor?: string): Promise<SearchPage> =>
    this.rest.get("search", { query, sort, cursor });
  searchFiles = (query: string, limit: number): Promise<SearchPage> =>
    this.rest.get("search", { query: `${query} has:file`, limit });
  updateMembership = (c: ConversationId, changes: PersonaliseConversation): Promise<Membership> =>
    this.rest.patch(`conversations/${id(c)}/membership`, changes);

  messages = (c: ConversationId, position: Position, limit: number): Promise<MessagePage> =>
    this.rest.get(`conversations/${id(c)}/messages`, { ...position, limit });
  message = (c: ConversationId, seq: number): Promise<Message> =>
    this.rest.get(`conversations/${id(c)}/messages/${seq}`);
  pins = (c: ConversationId): Promise<Page<Message>> => this.rest.get(`conversations/${id(c)}/pins`);
  revisions = (c: ConversationId, seq: number): Promise<Page<Revision>> =>
    this.rest.get(`conversations/${id(c)}/messages/${seq}/revisions`);
  origin = (c: ConversationId, seq: number): Promise<Origin> =>
    this.rest.get(`conversations/${id(c)}/messages/${seq}/origin`);
  changes = (c: ConversationId, since: number): Promise<Changes> =>
    this.rest.get(`conversations/${id(c)}/changes`, { since, limit: LIMITS.page });

  /** Returns at once, or with `waiting` when something has changed. */
  sync = (input: PollSyncInput, waiting?: Waiting): Promise<Polled> => this.rest.post("sync", input, waiting);

  startUpload = (c: ConversationId, input: StartUpload): Promise<Upload> =>
    this.rest.post(`conversations/${id(c)}/uploads`, input);
  upload = (u: string): Promise<Upload> => this.rest.get(`uploads/${id(u)}`);
  signParts = (u: string, numbers: readonly number[]): Promise<PartRequests> =>
    this.rest.post(`uploads/${id(u)}/parts`, { numbers });
  completeUpload = (u: string, sha256: string): Promise<Attachment> =>
    this.rest.post(`uploads/${id(u)}/complete`, { sha256 });
  cancelUpload = (u: string): Promise<void> => this.rest.delete(`uploads/${id(u)}`);

  attachment = (a: string): Promise<Attachment> => this.rest.get(`attachments/${id(a)}`);

  members = (c: ConversationId, cursor?: string | null): Promise<Page<Member>> =>
    this.rest.get(`conversations/${id(c)}/members`, { cursor, limit: 100 });
  addMember = (c: ConversationId, user: UserId, role?: Role): Promise<Member | Asked> =>
    this.rest.post(`conversations/${id(c)}/members`, role ? { user, role } : { user });
  changeRole = (c: ConversationId, user: UserId, role: Role): Promise<Member> =>
    this.rest.patch(`conversations/${id(c)}/members/${id(user)}`, { role });
  removeMember = (c: ConversationId, user: UserId): Promise<void> =>
    this.rest.delete(`conversations/${id(c)}/members/${id(user)}`);

  bans = (c: ConversationId): Promise<Page<Ban>> =>
    this.rest.get(`conversations/${id(c)}/bans`, { limit: LIMITS.page });
  ban = (c: ConversationId, input: BanPerson): Promise<Ban> =>
    this.rest.post(`conversations/${id(c)}/bans`, input);
  liftBan = (c: ConversationId, user: UserId): Promise<void> =>
    this.rest.delete(`conversations/${id(c)}/bans/${id(user)}`);

  requests = (): Promise<Page<Request>> => this.rest.get("conversations/requests", { limit: LIMITS.page });
  acceptRequest = (r: string): Promise<Conversation> =>
    this.rest.post(`conversations/requests/${id(r)}/accept`);
  refuseRequest = (r: string, verb: "decline" | "block"): Promise<void> =>
    this.rest.post(`conversations/requests/${id(r)}/${verb}`);
  leaveAndBlock = (user: UserId): Promise<Left> => this.rest.post("conversations/leave-and-block", { user });

  channels = (search: string, cursor?: string): Promise<Page<Channel>> =>
    this.rest.get("channels", { search, cursor });
  join = (c: ConversationId): Promise<Conversation> => this.rest.post(`conversations/${id(c)}/join`);

  invitations = (c: ConversationId): Promise<Page<Invitation>> =>
    this.rest.get(`conversations/${id(c)}/invitations`);
  createInvitation = (c: ConversationId, input: CreateInvitation): Promise<Invitation> =>
    this.rest.post(`conversations/${id(c)}/invitations`, input);
  revokeInvitation = (c: ConversationId, invitation: string): Promise<void> =>
    this.rest.delete(`conversations/${id(c)}/invitations/${id(invitation)}`);

  pushKey = (): Promise<PushKey> => this.rest.get("notifications/key");
  notificationPreferences = (): Promise<NotificationPreferences> =>
    this.rest.get("notifications/preferences");
  changeNotificationPreferences = (changes: ChangePreferences): Promise<NotificationPreferences> =>
    this.rest.patch("notifications/preferences", changes);
  registrations = (): Promise<Page<Registration>> => this.rest.get("notifications/registrations");
  register = (input: RegisterAddress): Promise<Registration> =>
    this.rest.post("notifications/registrations", input);
  switchRegistration = (r: string, is_enabled: boolean): Promise<Registration> =>
    this.rest.patch(`notifications/registrations/${id(r)}`, { is_enabled });
  withdrawRegistration = (r: string): Promise<void> =>
    this.rest.delete(`notifications/registrations/${id(r)}`);
  testRegistration = (r: string): Promise<Notification> =>
    this.rest.post(`notifications/registrations/${id(r)}/test`);
  notification = (n: number): Promise<Notification> => this.rest.get(`notifications/${n}`);
  ledger = (c: ConversationId, seq: number): Promise<Ledger> =>
    this.rest.get("notifications", { conversation: c, seq });
}
