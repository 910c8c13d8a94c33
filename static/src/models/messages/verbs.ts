// The user's commands that wait in the outbox. Each has one entry: its optimistic display, and the notice when it is
// refused. The calls of commands in REST are generated (CALLS).
import type { CommandName, Commands, Message, UserId } from "../../protocol/wire";

export interface Verb<Name extends CommandName> {
  /** The message with the change applied; absent for a new message. */
  shows?(message: Message, input: Commands[Name]["input"], by: { me: UserId; at: string }): Message;
  /** Shown when the command is refused and reverted. null: the user wrote it, so it is kept for a retry. */
  notice: string | null;
}

const VERBS = {
  "message.send": { notice: null },
  "message.forward": { notice: "Not forwarded." },
  "message.edit": {
    shows: (message, { body, mentions }, { at }) => ({
      ...message,
      body,
      mentions: mentions ?? undefined,
      edited_at: message.edited_at ?? at,
    }),
    notice: null,
  },
  "message.delete": {
    shows: (message, _, { at }) => ({
      ...message,
      body: undefined,
      reactions: {},
      pinned_at: undefined,
      mentions: undefined,
      forwarded: undefined,
      deleted_at: at,
    }),
    notice: "Not deleted.",
  },
  "message.pin": {
    shows: (message, _, { me, at }) =>
      message.pinned_at ? message : { ...message, pinned_at: at, pinned_by: me },
    notice: "Not pinned.",
  },
  "message.unpin": {
    shows: ({ pinned_at: _at, pinned_by: _by, ...message }) => message,
    notice: "Not unpinned.",
  },
  "reaction.add": {
    shows: (message, { emoji }, { me }) =>
      reacted(message, emoji, (users) => [...users.filter((user) => user !== me), me]),
    notice: "Reaction not added.",
  },
  "reaction.remove": {
    shows: (message, { emoji }, { me }) =>
      reacted(message, emoji, (users) => users.filter((user) => user !== me)),
    notice: "Reaction not removed.",
  },
} satisfies { readonly [Name in CommandName]?: Verb<Name> };

export type VerbName = keyof typeof VERBS;

export function verb<Name extends VerbName>(name: Name): Verb<Name> {
  return VERBS[name] as unknown as Verb<Name>;
}

function reacted(message: Message, emoji: string, change: (users: UserId[]) => UserId[]): Message {
  const { [emoji]: users = [], ...others } = message.reactions;
  const changed = change(users);
  if (!changed.length) return { ...message, reactions: others };
  return { ...message, reactions: { ...message.reactions, [emoji]: changed } };
}
