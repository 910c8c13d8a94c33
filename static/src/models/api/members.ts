import type { ReadonlySignal } from "@preact/signals-core";
import type {
  Ban,
  BanPerson,
  ConversationId,
  CreateInvitation,
  Invitation,
  Member,
  Request,
  Role,
  User,
  UserId,
} from "../../protocol/wire";
import type { ConversationItem } from "./conversations";

export interface MemberList {
  readonly items: ReadonlySignal<readonly MemberItem[]>;
  readonly loading: ReadonlySignal<boolean>;
  readonly hasMore: ReadonlySignal<boolean>;
  loadMore(): Promise<void>;
  close(): void;
}

export interface MemberItem {
  user: User;
  role: Role;
  member: Member;
}

/** The members of a conversation, and its bans. */
export interface Members {
  list(id: ConversationId): MemberList;
  /** Resolves to false if the person receives a request first. */
  add(id: ConversationId, user: UserId, role?: Role): Promise<boolean>;
  remove(id: ConversationId, user: UserId): Promise<void>;
  changeRole(id: ConversationId, user: UserId, role: Role): Promise<void>;
  bans(id: ConversationId): Promise<Ban[]>;
  ban(id: ConversationId, input: BanPerson): Promise<void>;
  liftBan(id: ConversationId, user: UserId): Promise<void>;
}

/** Invitation links of a conversation. */
export interface Invitations {
  of(id: ConversationId): Promise<Invitation[]>;
  create(id: ConversationId, input: CreateInvitation): Promise<Invitation>;
  revoke(id: ConversationId, invitation: string): Promise<void>;
}

/** The open requests to add the user to conversations. */
export interface Requests {
  readonly waiting: ReadonlySignal<readonly Request[]>;
  accept(request: string): Promise<ConversationItem>;
  refuse(request: string, verb: "decline" | "block"): Promise<void>;
}
