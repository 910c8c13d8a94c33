import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Calls } from "../../connection/calls";
import type { Role } from "../../protocol/wire";
import type { MemberItem, MemberList } from "../api";
import type { Users } from "../people/users";
import type { ConversationState } from "../sync/conversation_state";

const RANK: Record<Role, number> = { owner: 0, admin: 1, member: 2 };

/** The list of the members pane: loaded members, owners first; others page by page. */
export class OpenMemberList implements MemberList {
  readonly items: ReadonlySignal<readonly MemberItem[]>;
  readonly hasMore: ReadonlySignal<boolean>;
  private readonly busy = signal(false);
  private readonly cursor = signal<string | null>("");

  constructor(
    private readonly conversation: ConversationState,
    private readonly calls: Calls,
    users: Users,
  ) {
    const present = computed(() => conversation.roster.present());
    const isWhole = computed(() => present.value.length >= conversation.value.member_count);
    this.hasMore = computed(() => !isWhole.value && this.cursor.value !== null);
    this.items = computed(() =>
      present.value
        .map((member) => ({ user: users.get(member.user), role: member.role, member }))
        .sort((a, b) => RANK[a.role] - RANK[b.role] || nameOf(a).localeCompare(nameOf(b))),
    );
  }

  get loading(): ReadonlySignal<boolean> {
    return this.busy;
  }

  async loadMore(): Promise<void> {
    if (this.busy.peek() || !this.hasMore.peek()) return;
    this.busy.value = true;
    try {
      const page = await this.calls.members(this.conversation.id, this.cursor.peek() || null);
      this.conversation.enrol(page.items);
      this.cursor.value = page.next_cursor ?? null;
    } finally {
      this.busy.value = false;
    }
  }

  close(): void {
    this.cursor.value = null;
  }
}

function nameOf({ user }: MemberItem): string {
  return user.display_name || user.username;
}
