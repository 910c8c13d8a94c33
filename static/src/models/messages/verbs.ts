// The user's commands that wait in the outbox. Each has one entry: its optimistic display, the notice when it is
// refused, and its REST request. Everything that the client does with a command is defined here.
import type { Rest } from "../../connection/rest";
import type { CommandName, Commands, Message, UserId } from "../../protocol/wire";

export interface Verb<Name extends CommandName> {
  /** For networks that block sockets. */
  rest(rest: Rest, input: Commands[Name]["input"]): Promise<Commands[Name]["ok"]>;
  /** The message with the change applied; absent for a new message. */
  shows?(message: Message, input: Commands[Name]["input"], by: { me: UserId; at: string }): Message;
  /** Shown when the command is refused and reverted. null: the user wrote it, so it is kept for a retry. */
  notice: string | null;
}

const id = encodeURIComponent;

const VERBS = {
  "message.send": {
    rest: (rest, { conversation, ...message }) =>
      rest.post(`conversations/${id(conversation)}/messages`, message),
    notice: null,
  },
  "message.edit": {
    rest: (rest, { conversation, seq, body }) => rest.patch(messagePath(conversation, seq), { body }),
    shows: (message, { body }, { at }) => ({ ...message, body, edited_at: message.edited_at ?? at }),
    notice: null,
  },
  "message.delete": {
    rest: (rest, { conversation, seq }) => rest.delete(messagePath(conversation, seq)),
    shows: (message, _, { at }) => ({ ...message, body: undefined, reactions: {}, deleted_at: at }),
    notice: "Not deleted.",
  },
  "reaction.add": {
    rest: (rest, { conversation, seq, emoji }) =>
      rest.put(`${messagePath(conversation, seq)}/reactions/${id(emoji)}`),
    shows: (message, { emoji }, { me }) =>
      reacted(message, emoji, (users) => [...users.filter((user) => user !== me), me]),
    notice: "Reaction not added.",
  },
  "reaction.remove": {
    rest: (rest, { conversation, seq, emoji }) =>
      rest.delete(`${messagePath(conversation, seq)}/reactions/${id(emoji)}`),
    shows: (message, { emoji }, { me }) =>
      reacted(message, emoji, (users) => users.filter((user) => user !== me)),
    notice: "Reaction not removed.",
  },
} satisfies { readonly [Name in CommandName]?: Verb<Name> };

export type VerbName = keyof typeof VERBS;

export function verb<Name extends VerbName>(name: Name): Verb<Name> {
  return VERBS[name] as unknown as Verb<Name>;
}

export function isVerb(name: CommandName): name is VerbName {
  return name in VERBS;
}

function messagePath(conversation: string, seq: number): string {
  return `conversations/${id(conversation)}/messages/${seq}`;
}

function reacted(message: Message, emoji: string, change: (users: UserId[]) => UserId[]): Message {
  const { [emoji]: users = [], ...others } = message.reactions;
  const changed = change(users);
  if (!changed.length) return { ...message, reactions: others };
  return { ...message, reactions: { ...message.reactions, [emoji]: changed } };
}
