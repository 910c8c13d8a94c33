// Written by `manage.py generate` from the Structs of the server. Not to be edited.

export type WhoMayAdd = "everyone" | "shared" | "nobody";

export type Kind = "direct" | "group" | "channel";

export type History = "all" | "joined";

export type Role = "owner" | "admin" | "member";

export type HappeningKind = "joined" | "added" | "left" | "removed" | "renamed" | "closed" | "reopened";

export type Notify = "all" | "mentions" | "nothing";

export type AttachmentState = "pending" | "ready" | "rejected";

export type AttachmentKind = "picture" | "video" | "audio" | "voice" | "text" | "file";

export type UploadState = "uploading" | "pending" | "ready" | "rejected";

export type Privacy = "auto" | "full" | "sender" | "nothing";

export type PushChannel = "webpush" | "fcm" | "apns";

export type NotificationChannel = "webpush" | "fcm" | "apns" | "email";

export type NotificationKind = "message" | "clear" | "test" | "digest";

export type NotificationState = "queued" | "accepted" | "suppressed" | "cancelled" | "failed";

export type Urgency = "high" | "normal";

export type EndedWhy = "gone" | "replaced" | "withdrawn";

export type ErrorCode =
  | "invalid"
  | "not_authenticated"
  | "token_invalid"
  | "mfa_required"
  | "account_waiting"
  | "account_disabled"
  | "account_banned"
  | "deletion_asked"
  | "forbidden"
  | "person_blocked"
  | "not_found"
  | "conflict"
  | "client_id_used"
  | "last_owner"
  | "conversation_closed"
  | "too_large"
  | "rate_limited"
  | "unavailable";

/** One page of a list; without `next_cursor` it is the last. */
export interface Page<Item> {
  items: Item[];
  next_cursor?: string;
}

/** How much of a thing this server takes, as `welcome.limits` says. */
export const LIMITS = {
  body: 20_000,
  title: 200,
  topic: 1_000,
  devices: 100,
  members_per_group: 1_000,
  members_per_channel: 20_000,
  members_listed: 50,
  members_at_creation: 100,
  groups_per_user: 1_000,
  invitations_per_conversation: 50,
  invitations_per_member: 10,
  waiting_per_adder: 100,
  requests_per_user: 200,
  requests_per_asker: 20,
  bans_per_conversation: 1_000,
  ban_reason: 200,
  reactions_per_message: 20,
  reactions_per_person: 10,
  emoji: 32,
  frame_bytes: 131_072,
  request_bytes: 262_144,
  attachments: 20,
  picture_pixels: 64_000_000,
  report_detail: 1_000,
  keywords: 20,
  keyword: 40,
  page: 200,
  presence_watch: 200,
  sync_conversations: 1_000,
} as const;

/** A person, as everybody on the server may see them. */
export interface User {
  id: string;
  username: string;
  display_name: string;
  avatar?: string | null;
}

export interface Preferences {
  enter_sends: boolean;
}

/**
 * One's own profile: what others see, and what only oneself does.
 *
 * `me_rev` is the present one in `GET me`, else that of the profile's last change.
 */
export interface Me {
  id: string;
  username: string;
  display_name: string;
  email: string;
  time_zone: string;
  locale: string;
  preferences: Preferences;
  who_may_add: WhoMayAdd;
  me_rev: number;
  avatar?: string | null;
}

/** When the socket's proof ends now. */
export interface Authenticated {
  expires_at: string;
}

/**
 * A person as the caller sees them.
 *
 * `time_zone` is visible only to people who share a conversation with them, and absent if they chose none.
 * `is_blocked`: the caller blocks them. `is_deactivated`: nobody can write to them.
 */
export interface Profile {
  id: string;
  username: string;
  display_name: string;
  avatar?: string | null;
  time_zone?: string | null;
  is_blocked?: boolean;
  is_deactivated?: boolean;
}

export interface Tokens {
  access: string;
  refresh: string;
}

export interface Registered {
  user: User;
  access: string;
  refresh: string;
}

/** A new account that is not active yet: it awaits `approval` by staff, or its `email` address to be confirmed. */
export interface Waiting {
  user: User;
  awaits: string;
}

/** My address, whether I confirmed it, and the address that replaces it once its link is opened. */
export interface EmailAddress {
  email: string;
  is_confirmed: boolean;
  pending?: string | null;
}

/** Whether signing in asks for a code of my authenticator app, and how many recovery codes are unused. */
export interface SecondFactor {
  totp: boolean;
  recovery_codes_left: number;
}

/** What an authenticator app needs: `uri` is the content of a QR code, `secret` is for typing. */
export interface TotpSecret {
  secret: string;
  uri: string;
}

/** Codes that each stand in for the authenticator app once. They are not shown again. */
export interface NewRecoveryCodes {
  recovery_codes: string[];
}

/** One of my open links with which people can create accounts here. */
export interface ServerInvitation {
  id: string;
  created_at: string;
  expires_at: string;
  max_uses: number;
  uses: number;
}

/** `url` is the link, and `token` its last part. They are not shown again. */
export interface NewServerInvitation {
  id: string;
  created_at: string;
  expires_at: string;
  max_uses: number;
  uses: number;
  token: string;
  url: string;
}

/** A signed-in installation of mine; `current` is the one that asks. */
export interface DeviceItem {
  id: string;
  kind: string;
  name: string;
  created_at: string;
  last_seen_at: string;
  current: boolean;
}

/** The rev an object now has. */
export interface Moved {
  rev: number;
}

/** Done, and nothing more to say. */
export interface Nothing {}

/** A refusal, the same through every endpoint. */
export interface ErrorBody {
  code: string;
  detail: string;
  fields?: Record<string, string[]> | null;
  retry_after_ms?: number | null;
}

/** A person in a conversation; `left_at` when they are there no more. */
export interface Member {
  user: string;
  role: Role;
  rev: number;
  joined_at: string;
  delivered_seq: number;
  read_seq: number;
  left_at?: string | null;
}

/**
 * A change of the conversation, shown in its timeline. It is not a message and is never unread.
 *
 * It follows message `seq` (0: before the first message); several after one message are ordered by `rev`. `user` came
 * or went. `by` did it; absent if `user` or staff did it. Clients ignore unknown kinds.
 */
export interface Happening {
  rev: number;
  seq: number;
  kind: HappeningKind;
  created_at: string;
  user?: string | null;
  by?: string | null;
  title?: string | null;
}

/**
 * My own membership, with what only I see of it. `first_seq` is the first message I may read.
 *
 * `added_by` is the member who added me; it is left out where I came by myself.
 * `me_rev` is that of the last change of what I set for myself: `muted_until` and what follows.
 */
export interface Membership {
  user: string;
  role: Role;
  rev: number;
  joined_at: string;
  delivered_seq: number;
  read_seq: number;
  first_seq: number;
  me_rev: number;
  muted_until?: string | null;
  pinned_at?: string | null;
  archived_at?: string | null;
  notify?: Notify | null;
  added_by?: string | null;
}

/** What only I see of my membership, as it is since `me_rev`: what I set for myself, and who added me. */
export interface MyMembership {
  conversation: string;
  me_rev: number;
  muted_until?: string | null;
  pinned_at?: string | null;
  archived_at?: string | null;
  notify?: Notify | null;
  added_by?: string | null;
}

/** The part of a conversation that all its members share. If `closed_at` is set, it is read-only. */
export interface SharedConversation {
  id: string;
  kind: Kind;
  title: string;
  topic: string;
  history: History;
  rev: number;
  last_seq: number;
  member_count: number;
  created_at: string;
  last_activity_at: string;
  picture?: string | null;
  closed_at?: string | null;
}

/**
 * A conversation as one member sees it, with all they need to show it.
 *
 * `peer` is the other person of a direct conversation, who is not a member until they accept.
 * If `closed_at` is set, it is read-only.
 */
export interface Conversation {
  id: string;
  kind: Kind;
  title: string;
  topic: string;
  history: History;
  rev: number;
  last_seq: number;
  member_count: number;
  created_at: string;
  last_activity_at: string;
  unread: number;
  members: Member[];
  membership: Membership;
  last_message?: Message | null;
  peer?: string | null;
  picture?: string | null;
  closed_at?: string | null;
}

/** A channel as one who is not in it may find it. */
export interface Channel {
  id: string;
  title: string;
  topic: string;
  member_count: number;
  picture?: string | null;
}

/**
 * Somebody wants me in a conversation: nothing they wrote, and nothing that names them, before I accept.
 *
 * `asker_since` is when their account was made, `member_count` how many are in a group already.
 */
export interface Request {
  id: string;
  kind: Kind;
  created_at: string;
  asker_since: string;
  member_count: number;
}

/** The person is asked first, and is a member when they accept. */
export interface Asked {
  user: string;
}

/** How many groups were left. */
export interface Left {
  left: number;
}

/** A person who stays out, as admins and owners see it; without `until` it has no end. */
export interface Ban {
  user: string;
  created_at: string;
  by?: string | null;
  reason?: string | null;
  until?: string | null;
}

/**
 * A link, as shown to members who may share and revoke it.
 *
 * `token` is absent if the server has lost the key that decrypts it; the link still works.
 */
export interface Invitation {
  id: string;
  conversation: string;
  created_by: string;
  created_at: string;
  uses: number;
  token?: string | null;
  max_uses?: number | null;
  expires_at?: string | null;
}

/** What an invitation says of its conversation to one who is not in it. */
export interface InvitedTo {
  id: string;
  kind: Kind;
  title: string;
  member_count: number;
  picture?: string | null;
}

/** What one sees before following a link. */
export interface InvitationPreview {
  conversation: InvitedTo;
  created_by: string;
  is_member: boolean;
  expires_at?: string | null;
}

/** A file we made of another: `small`, `medium`, `large` of a picture, `poster` of a video. Sides in pixels. */
export interface Variant {
  name: string;
  type: string;
  size: number;
  width: number;
  height: number;
}

/**
 * A file, as all may see it who see its message.
 *
 * `pending`: it is on its way, or the server looks at it; sides and duration are then what its owner said of them.
 * `ready`, or `rejected` for a `reason`. Sides are in pixels, as it is shown. `sha256` is of the bytes one gets.
 * `thumbhash`, `waveform` (a byte for each moment, 0 to 255) are base64; `preview` is how a text begins. What
 * `is_playable` a browser can show or play as it is.
 */
export interface Attachment {
  id: string;
  name: string;
  type: string;
  kind: AttachmentKind;
  size: number;
  state: AttachmentState;
  reason?: string | null;
  sha256?: string | null;
  width?: number | null;
  height?: number | null;
  duration_ms?: number | null;
  is_animated?: boolean;
  is_playable?: boolean;
  thumbhash?: string | null;
  waveform?: string | null;
  preview?: string | null;
  variants?: Variant[];
}

/** A file on its way here: `parts` of `part_size` bytes, the last one smaller; `received` are those that came. */
export interface Upload {
  id: string;
  conversation: string;
  name: string;
  type: string;
  size: number;
  part_size: number;
  parts: number;
  received: number[];
  state: UploadState;
  expires_at?: string | null;
}

/** Send the part's bytes by this request: nothing else is needed for it, and nothing else comes of it. */
export interface PartRequest {
  number: number;
  method: string;
  url: string;
  headers: Record<string, string>;
  size: number;
  expires_at: string;
}

export interface PartRequests {
  parts: PartRequest[];
}

/** Where to get the bytes, until `expires_at`. */
export interface AttachmentLink {
  url: string;
  expires_at: string;
}

/** One entry of a conversation's log; a tombstone (`deleted_at`) has no body. */
export interface Message {
  conversation: string;
  seq: number;
  rev: number;
  client_id: string;
  sender: string;
  created_at: string;
  attachments: Attachment[];
  reactions: Record<string, string[]>;
  body?: string | null;
  envelope?: Record<string, unknown> | null;
  reply_to?: number | null;
  edited_at?: string | null;
  deleted_at?: string | null;
}

export interface Receipt {
  conversation: string;
  user: string;
  delivered_seq: number;
  read_seq: number;
}

export interface Watermarks {
  delivered_seq: number;
  read_seq: number;
}

export interface SentMessage {
  seq: number;
  rev: number;
  created_at: string;
}

/** What a message said before an edit. */
export interface Revision {
  rev: number;
  replaced_at: string;
  body?: string | null;
  envelope?: Record<string, unknown> | null;
}

/** A file, and the message that has it. */
export interface SharedFile {
  attachment: Attachment;
  seq: number;
  sender: string;
  created_at: string;
}

/** A web address, and the message it was said in. */
export interface SharedLink {
  url: string;
  seq: number;
  sender: string;
  created_at: string;
}

/** The report is with the staff. */
export interface Reported {
  id: string;
}

/** A person's notification preferences. */
export interface NotificationSettings {
  notify: Notify;
  notify_channels: Notify;
  keywords: string[];
  quiet_days: number[];
  first_only: boolean;
  privacy: Privacy;
  muted_until?: string | null;
  quiet_from?: string | null;
  quiet_until?: string | null;
  email_after?: number | null;
}

/** My notification preferences, as of `me_rev`. */
export interface NotificationChoices {
  notify: Notify;
  notify_channels: Notify;
  keywords: string[];
  quiet_days: number[];
  first_only: boolean;
  privacy: Privacy;
  muted_until?: string | null;
  quiet_from?: string | null;
  quiet_until?: string | null;
  email_after?: number | null;
  me_rev: number;
}

/** The server's public key (RFC 8292): the uncompressed point, base64url without padding. */
export interface PushKey {
  public_key: string;
}

/**
 * My notification preferences. Times are HH:MM in my time zone; Monday is day 0; no days means all days.
 *
 * `email` is the address for emails about unread messages; absent if I have not confirmed one.
 * `email_after` is in minutes; without it no emails are sent.
 */
export interface NotificationPreferences {
  notify: Notify;
  notify_channels: Notify;
  keywords: string[];
  quiet_days: number[];
  first_only: boolean;
  privacy: Privacy;
  muted_until?: string | null;
  quiet_from?: string | null;
  quiet_until?: string | null;
  email_after?: number | null;
  email?: string | null;
}

/** Where one of my devices can be told. The address itself is not given out again, and neither are its keys. */
export interface Registration {
  id: string;
  channel: PushChannel;
  device: string;
  device_name: string;
  is_current: boolean;
  is_enabled: boolean;
  created_at: string;
  confirmed_at: string;
  is_sandbox?: boolean;
  ended_at?: string | null;
  ended_why?: EndedWhy | null;
}

/**
 * An entry of my ledger: the outcome of notifying one device (or one email address) about one message.
 *
 * If it was not sent, `reason` is the code of why not, and `detail` says it in words. An `accepted` one was shown at
 * `shown_at` and removed from the screen at `cleared_at`.
 */
export interface Notification {
  id: number;
  kind: NotificationKind;
  channel: NotificationChannel;
  state: NotificationState;
  urgency: Urgency;
  attempts: number;
  created_at: string;
  registration?: string | null;
  device_name?: string | null;
  conversation?: string | null;
  seq?: number | null;
  reason?: string | null;
  detail?: string | null;
  error?: string | null;
  due_at?: string | null;
  sent_at?: string | null;
  accepted_at?: string | null;
  shown_at?: string | null;
  cleared_at?: string | null;
}

/**
 * Why I was not told of a message that the ledger has no line of, as my settings are now.
 *
 * Without `reason` nothing in them speaks against it.
 */
export interface Explanation {
  detail: string;
  from_settings_now: boolean;
  reason?: string | null;
}

/** My notifications, newest first; `why` where a message was asked for that has none. */
export interface Ledger {
  items: Notification[];
  next_cursor?: string | null;
  why?: Explanation | null;
}

export interface Presence {
  online: boolean;
  last_seen_at?: string | null;
}

export interface PresenceList {
  users: Record<string, Presence>;
}

/** The server takes nothing in for now: whatever writes answers `unavailable`. */
export interface ReadOnly {
  reason: string;
  since: string;
}

/** What the staff tell everybody, until a moment or until they take it back. */
export interface ServerNotice {
  id: string;
  text: string;
  until?: string | null;
}

/** How this server reaches devices: `webpush` is the key that browsers subscribe with. */
export interface PushChannels {
  webpush: string;
  fcm: boolean;
  apns: boolean;
}

/**
 * `sign_up` is open, invitation, domains, approval or closed. It and `second_factors` may get more values.
 *
 * `may_invite` says whether the caller may invite people to this server; absent if not signed in.
 * `languages` are the languages of its emails and notifications, by tag: {"de": "Deutsch"}.
 */
export interface Server {
  name: string;
  version: string;
  sign_up: string;
  second_factors: string[];
  languages: Record<string, string>;
  limits: Record<string, number>;
  push: PushChannels;
  read_only?: ReadOnly | null;
  notices?: ServerNotice[];
  may_invite?: boolean | null;
}

/**
 * The current state of everything private to me that changed after the `me_rev` the client holds, up to `me_rev`.
 *
 * `id` is my user id. `memberships` may name conversations that the client does not hold yet.
 * `changed` names lists to fetch again: requests, blocks, devices, registrations.
 */
export interface MyChanges {
  id: string;
  me_rev: number;
  memberships: MyMembership[];
  user?: Me | null;
  notifications?: NotificationChoices | null;
  changed?: string[];
  more?: boolean;
}

/** What has `rev` > since, each object in its present state; `rev` says how far this page goes. */
export interface Changes {
  rev: number;
  members: Member[];
  messages: Message[];
  more: boolean;
  conversation?: SharedConversation | null;
  happenings?: Happening[];
}

/** A conversation I named that is not mine; `rev` is that of my going. */
export interface Gone {
  conversation: string;
  rev: number;
}

/**
 * The answer to sync. Not `caught_up`: ask again with what is now held.
 *
 * `users` are those with whom I share a conversation and whose name, username or picture changed since `as_of`.
 * Where too many did, there are none and `users_more`: profiles that are held are void.
 */
export interface Synced {
  changes: Record<string, Changes>;
  conversations: Conversation[];
  gone: Gone[];
  receipts: Receipt[];
  me: MyChanges;
  users: User[];
  epoch: string;
  as_of: string;
  caught_up: boolean;
  users_more?: boolean;
}

/**
 * The response to sync over REST, with the server's state and presence, which a socket receives as events.
 *
 * If `read_only` or `notices` is absent, it no longer applies. `standing` represents both: send it with the next sync.
 */
export interface Polled {
  changes: Record<string, Changes>;
  conversations: Conversation[];
  gone: Gone[];
  receipts: Receipt[];
  me: MyChanges;
  users: User[];
  epoch: string;
  as_of: string;
  caught_up: boolean;
  users_more?: boolean;
  standing: string;
  read_only?: ReadOnly | null;
  notices?: ServerNotice[];
  presence?: Record<string, Presence>;
}

/** A range of messages, oldest first, with the changes of the conversation between them. */
export interface MessagePage {
  items: Message[];
  happenings?: Happening[];
}

/** `invitation` is the token of a link to this server, where sign-up is by invitation. */
export interface Register {
  username: string;
  email: string;
  password: string;
  display_name?: string;
  device_name?: string;
  invitation?: string;
}

/**
 * `username` is a username or an email address. `code` is the second factor's code, if one is set up.
 *
 * `undo_deletion` keeps an account that is being deleted.
 */
export interface SignIn {
  username: string;
  password: string;
  code?: string;
  device_name?: string;
  undo_deletion?: boolean;
}

export interface Refresh {
  refresh: string;
}

export interface RequestReset {
  email: string;
}

/** `key` is the last part of the address that a letter names. */
export interface ResetPassword {
  key: string;
  password: string;
}

/** My password, or a code of my second factor. */
export interface Proof {
  password?: string;
  code?: string;
}

/** By my `current_password`, or by a code of my second factor. */
export interface ChangePassword {
  current_password?: string;
  code?: string;
  new_password: string;
}

/** An address of mine, with my password or a code of my second factor. */
export interface ProposeEmail {
  password?: string;
  code?: string;
  email: string;
}

/** `key` is the last part of the address that a letter names. */
export interface ConfirmEmail {
  key: string;
}

export interface ConfirmTotp {
  code: string;
}

/** The link works for `expires_in` seconds (up to 30 days) and `max_uses` people (up to 100). */
export interface InviteToServer {
  expires_in?: number;
  max_uses?: number;
}

export interface EditPreferences {
  enter_sends?: boolean | null;
}

/** What is left out stays as it is. */
export interface EditProfile {
  username?: string | null;
  display_name?: string | null;
  time_zone?: string | null;
  locale?: string | null;
  who_may_add?: WhoMayAdd | null;
  preferences?: EditPreferences | null;
}

/** `members` are the others. A direct conversation has one, or none: then it is with oneself. */
export interface StartConversation {
  kind: Kind;
  members?: string[];
  title?: string;
  topic?: string;
  history?: History;
}

/** What is left out stays as it is. */
export interface ChangeConversation {
  title?: string | null;
  topic?: string | null;
  history?: History | null;
}

export interface AddMember {
  user: string;
  role?: Role;
}

export interface LeaveAndBlock {
  user: string;
}

/** Until a moment, or without end where `until` is left out. The reason is for admins and owners. */
export interface BanPerson {
  user: string;
  reason?: string;
  until?: string | null;
}

export interface ChangeRole {
  role: Role;
}

/**
 * What is left out stays as it is; `muted_until` null unmutes; `notify` null is as the account says.
 *
 * `clear` names fields to empty, as null does.
 */
export interface PersonaliseConversation {
  muted_until?: string | null;
  pinned?: boolean | null;
  archived?: boolean | null;
  notify?: Notify | null;
  clear?: ("muted_until" | "notify")[];
}

/** For `expires_in` seconds, for `max_uses` people; without end where left out. */
export interface CreateInvitation {
  expires_in?: number | null;
  max_uses?: number | null;
}

/** All parts are there. With `sha256` (hex) the server refuses any other content. */
export interface CompleteUpload {
  sha256?: string | null;
}

/**
 * A file of `size` bytes. With `sha256` (hex) the server refuses any other content.
 *
 * What is said of sides and duration lets readers keep room for it until the server has looked at it.
 */
export interface StartUpload {
  name: string;
  size: number;
  type?: string;
  sha256?: string | null;
  is_voice?: boolean;
  width?: number | null;
  height?: number | null;
  duration_ms?: number | null;
}

/** Which of its variants, or the file itself. With `download` a browser saves even what it could show. */
export interface LinkAttachment {
  variant?: string;
  download?: boolean;
}

/** The parts that are to be sent next, by their numbers from 1. */
export interface SignParts {
  numbers: number[];
}

/** Names a person, a conversation, or a message by `conversation` and `seq`. More reasons may come. */
export interface FileReport {
  reason: "abuse" | "illegal" | "impersonation" | "other" | "spam";
  user?: string | null;
  conversation?: string | null;
  seq?: number | null;
  detail?: string;
}

/**
 * Absent fields do not change.
 *
 * Times are HH:MM in my time zone: both or neither (null: no quiet hours). Days are 0 (Monday) to 6; none means all.
 * `email_after` is in minutes, 5 to 10080 (null: no email). `muted_until` is when "do not disturb" ends (null: off).
 * `clear` names fields to empty, as null does.
 */
export interface ChangePreferences {
  notify?: Notify | null;
  notify_channels?: Notify | null;
  keywords?: string[] | null;
  muted_until?: string | null;
  quiet_from?: string | null;
  quiet_until?: string | null;
  quiet_days?: number[] | null;
  first_only?: boolean | null;
  privacy?: Privacy | null;
  email_after?: number | null;
  clear?: ("email_after" | "muted_until" | "quiet_from" | "quiet_until")[];
}

/**
 * Where this device can be told: a browser's endpoint with its keys (Web Push), or a token of FCM or APNs.
 *
 * Given again it is confirmed. `replaces` is the address before, of the same device: it ends.
 */
export interface RegisterAddress {
  channel: PushChannel;
  address: string;
  p256dh?: string;
  auth?: string;
  is_sandbox?: boolean;
  replaces?: string | null;
}

/** Switch a device's notifications off, or on again. */
export interface ChangeRegistration {
  is_enabled: boolean;
}

/** The `token` of a payload that is on the screen now. */
export interface SayShown {
  token: string;
}

/** What I hold; the answer is what I lack. */
export interface Sync {
  type: "sync";
  revs: Record<string, number>;
  me_rev?: number | null;
  as_of?: string | null;
  limit?: number | null;
  id?: string;
}

/** The same client_id again answers with the message it first made. */
export interface SendMessage {
  type: "message.send";
  conversation: string;
  client_id: string;
  body: string;
  reply_to?: number | null;
  attachments?: string[];
  id?: string;
}

/** Give one's own message another body. */
export interface EditMessage {
  type: "message.edit";
  conversation: string;
  seq: number;
  body: string;
  id?: string;
}

/** Make a message a tombstone: its place stays. */
export interface DeleteMessage {
  type: "message.delete";
  conversation: string;
  seq: number;
  id?: string;
}

/** React to a message with one emoji. */
export interface AddReaction {
  type: "reaction.add";
  conversation: string;
  seq: number;
  emoji: string;
  id?: string;
}

/** Take one's own reaction back. */
export interface RemoveReaction {
  type: "reaction.remove";
  conversation: string;
  seq: number;
  emoji: string;
  id?: string;
}

/** Watermarks only rise; what is beyond the last message is cut to it. */
export interface AdvanceReceipt {
  type: "receipt.advance";
  conversation: string;
  delivered_seq?: number;
  read_seq?: number;
  id?: string;
}

/** I am typing; said again every few seconds while it lasts. */
export interface StartTyping {
  type: "typing.start";
  conversation: string;
  id?: string;
}

/** I stopped typing. */
export interface StopTyping {
  type: "typing.stop";
  conversation: string;
  id?: string;
}

/** Replaces the last list; those I share no conversation with are left out. */
export interface WatchPresence {
  type: "presence.watch";
  users: string[];
  id?: string;
}

/** Whether I use this device now: others of mine are told later of what it has. So it is taken until said. */
export interface SetActivity {
  type: "activity";
  active: boolean;
  id?: string;
}

/** Another access token of the same device: the socket lives on until that one expires. */
export interface Authenticate {
  type: "auth";
  access: string;
  id?: string;
}

/** I am here; are you? */
export interface Ping {
  type: "ping";
  id?: string;
}

/** The first frame of every connection. */
export interface WelcomeEvent {
  type: "welcome";
  user: string;
  session: string;
  epoch: string;
  me_rev: number;
  heartbeat_ms: number;
  limits: Record<string, number>;
  read_only?: ReadOnly | null;
  notices?: ServerNotice[];
}

/** A message was sent, edited, deleted or reacted to. */
export interface MessageEvent {
  type: "message";
  conversation: string;
  rev: number;
  message: Message;
}

/** A conversation changed: what all share of it. */
export interface ConversationEvent {
  type: "conversation";
  conversation: SharedConversation;
  happening?: Happening | null;
}

/** A conversation is new to me (created, I was added): the whole of it. */
export interface NewConversationEvent {
  type: "conversation";
  conversation: Conversation;
}

/** Somebody joined, left or got another role. */
export interface MemberEvent {
  type: "member";
  conversation: string;
  rev: number;
  member_count: number;
  member: Member;
  happening?: Happening | null;
}

/** I am no longer in it; nothing of it follows. */
export interface GoneEvent {
  type: "gone";
  conversation: string;
  rev: number;
}

/** The conversation came to `rev` with nothing in it for me, or I have its outcome already. */
export interface RevEvent {
  type: "rev";
  conversation: string;
  rev: number;
  happening?: Happening | null;
}

/** A member's watermarks rose. */
export interface ReceiptEvent {
  type: "receipt";
  conversation: string;
  user: string;
  delivered_seq: number;
  read_seq: number;
}

/** What only I see of my membership changed. The conversation's rev does not move: nobody else may see it. */
export interface MembershipEvent {
  type: "membership";
  conversation: string;
  me_rev: number;
  muted_until?: string | null;
  pinned_at?: string | null;
  archived_at?: string | null;
  notify?: Notify | null;
  added_by?: string | null;
}

/** The requests that wait for my answer are others than before: `GET conversations/requests` has them. */
export interface RequestsEvent {
  type: "requests";
  me_rev: number;
}

/**
 * My private state reached `me_rev`. The event carries what changed; if it carries nothing, sync.
 *
 * `changed` names lists to fetch again with their own calls: blocks, devices, registrations.
 */
export interface MeEvent {
  type: "me";
  me_rev: number;
  user?: Me | null;
  notifications?: NotificationChoices | null;
  changed?: string[];
}

/** Somebody with whom I share a conversation has another name, username or picture. */
export interface UserEvent {
  type: "user";
  user: User;
}

/** Somebody types, or stopped. It ends by itself when not said again. */
export interface TypingEvent {
  type: "typing";
  conversation: string;
  user: string;
  active: boolean;
}

/** Somebody I watch came online or went offline. */
export interface PresenceEvent {
  type: "presence";
  user: string;
  online: boolean;
  last_seen_at?: string | null;
}

/** How the server stands changed: this is all of it, and what is left out is over. */
export interface ServerEvent {
  type: "server";
  read_only?: ReadOnly | null;
  notices?: ServerNotice[];
}

/** Reconnect after a random wait up to this long. */
export interface GoawayEvent {
  type: "goaway";
  after_ms: number;
}

/** The one answer to a command; `to` is null where no id could be read. */
export interface ReplyEvent {
  type: "reply";
  to: string | null;
  ok?: unknown;
  error?: Record<string, unknown> | null;
}

export type Command =
  | Sync
  | SendMessage
  | EditMessage
  | DeleteMessage
  | AddReaction
  | RemoveReaction
  | AdvanceReceipt
  | StartTyping
  | StopTyping
  | WatchPresence
  | SetActivity
  | Authenticate
  | Ping;

/** What each command is answered with. */
export interface Replies {
  sync: Synced;
  "message.send": SentMessage;
  "message.edit": Moved;
  "message.delete": Moved;
  "reaction.add": Moved;
  "reaction.remove": Moved;
  "receipt.advance": Watermarks;
  "typing.start": Nothing;
  "typing.stop": Nothing;
  "presence.watch": PresenceList;
  activity: Nothing;
  auth: Authenticated;
  ping: Nothing;
}

export type Event =
  | WelcomeEvent
  | MessageEvent
  | ConversationEvent
  | NewConversationEvent
  | MemberEvent
  | GoneEvent
  | RevEvent
  | ReceiptEvent
  | MembershipEvent
  | RequestsEvent
  | MeEvent
  | UserEvent
  | TypingEvent
  | PresenceEvent
  | ServerEvent
  | GoawayEvent;
