import type { Calls } from "../connection/calls";
import { Refused } from "../connection/errors";
import type {
  Ban,
  BanPerson,
  ChangeConversation,
  Channel,
  Conversation,
  ConversationId,
  Invitation,
  InvitationPreview,
  Membership,
  Page,
  PersonaliseConversation,
  Role,
  User,
  UserId,
} from "../protocol/wire";
import type { Earlier, NewConversation } from "./api";
import { contentOfRevision } from "./content";
import type { Law } from "./law";
import type { People } from "./people";
import type { Store } from "./store";

/** Finding people and conversations, and changing who is in them: REST, then into the store. */
export class Directory {
  constructor(
    private readonly calls: Calls,
    private readonly store: Store,
    private readonly law: Law,
    private readonly people: People,
    private readonly me: UserId,
    private readonly now: () => number,
  ) {}

  async searchUsers(query: string): Promise<User[]> {
    const { items } = await this.calls.searchUsers(query);
    this.people.learn(items);
    return items;
  }

  /** Mine, wherever in the list they are. */
  async searchConversations(query: string): Promise<ConversationId[]> {
    const { items } = await this.calls.searchConversations(query);
    this.law.takeConversations(items);
    return items.map(({ id }) => id);
  }

  searchChannels(query: string, cursor?: string): Promise<Page<Channel>> {
    return this.calls.channels(query, cursor);
  }

  /** Null: it is not mine, or not there. */
  async fetch(id: ConversationId): Promise<ConversationId | null> {
    try {
      return this.take(await this.calls.conversation(id));
    } catch (error) {
      if (error instanceof Refused && (error.code === "not_found" || error.code === "invalid")) return null;
      throw error;
    }
  }

  async create(input: NewConversation): Promise<ConversationId> {
    return this.take(await this.calls.createConversation(input));
  }

  async join(id: ConversationId): Promise<ConversationId> {
    return this.take(await this.calls.join(id));
  }

  async acceptInvitation(token: string): Promise<ConversationId> {
    return this.take(await this.calls.acceptInvitation(token));
  }

  // What follows is answered by an event too; the event is what changes the store.

  async update(id: ConversationId, changes: ChangeConversation): Promise<void> {
    await this.calls.updateConversation(id, changes);
  }

  async addMember(id: ConversationId, user: UserId, role?: Role): Promise<boolean> {
    return "rev" in (await this.calls.addMember(id, user, role));
  }

  async changeRole(id: ConversationId, user: UserId, role: Role): Promise<void> {
    await this.calls.changeRole(id, user, role);
  }

  async removeMember(id: ConversationId, user: UserId): Promise<void> {
    await this.calls.removeMember(id, user);
  }

  async leave(id: ConversationId): Promise<void> {
    await this.calls.removeMember(id, this.me);
    this.store.remove(id);
  }

  /** At once here, taken back where the server refuses. */
  async setMembership(id: ConversationId, changes: PersonaliseConversation): Promise<void> {
    const entry = this.store.peek(id);
    if (!entry) return;
    const { me_rev, muted_until, pinned_at, archived_at, notify } = entry.state.peek().membership;
    entry.setMembership(foreseen(changes, new Date(this.now()).toISOString()));
    try {
      entry.personalise(await this.calls.updateMembership(id, changes));
    } catch (error) {
      // What came from another device meanwhile is newer than what I saw before.
      const isUnmoved = entry.state.peek().membership.me_rev === me_rev;
      if (isUnmoved) entry.setMembership({ muted_until, pinned_at, archived_at, notify });
      throw error;
    }
  }

  async earlier(id: ConversationId, seq: number): Promise<Earlier[]> {
    const { items } = await this.calls.revisions(id, seq);
    return items.map((revision) => ({ content: contentOfRevision(revision), until: revision.replaced_at }));
  }

  invitations = async (id: ConversationId): Promise<Invitation[]> => (await this.calls.invitations(id)).items;
  createInvitation: Calls["createInvitation"] = (id, input) => this.calls.createInvitation(id, input);
  revokeInvitation: Calls["revokeInvitation"] = (id, invitation) =>
    this.calls.revokeInvitation(id, invitation);
  invitation = (token: string): Promise<InvitationPreview> => this.calls.invitation(token);

  bans = async (id: ConversationId): Promise<Ban[]> => (await this.calls.bans(id)).items;
  ban = async (id: ConversationId, input: BanPerson): Promise<void> => void (await this.calls.ban(id, input));
  liftBan: Calls["liftBan"] = (id, user) => this.calls.liftBan(id, user);
  leaveAndBlock = async (user: UserId): Promise<number> => (await this.calls.leaveAndBlock(user)).left;

  private take(conversation: Conversation): ConversationId {
    this.law.takeConversations([conversation]);
    return conversation.id;
  }
}

function foreseen(
  { muted_until, pinned, archived, notify }: PersonaliseConversation,
  now: string,
): Partial<Membership> {
  return {
    ...(muted_until === undefined ? {} : { muted_until: muted_until ?? undefined }),
    ...(notify === undefined ? {} : { notify: notify ?? undefined }),
    ...(pinned === undefined ? {} : { pinned_at: pinned ? now : undefined }),
    ...(archived === undefined ? {} : { archived_at: archived ? now : undefined }),
  };
}
