// The commands that a person gives and that wait in the outbox until the server has them. Each is one entry: how it looks
// meanwhile, what is said when it is refused, and its way by REST. All that the client does with a command is read here.
import type { Rest } from "../../connection/rest";
import type { CommandName, Commands, Message, UserId } from "../../protocol/wire";

export interface Verb<Name extends CommandName> {
  /** For networks that let no socket through. */
  rest(rest: Rest, input: Commands[Name]["input"]): Promise<Commands[Name]["ok"]>;
  /** The message as it will be once the server has done this; absent where there is no message yet. */
  shows?(message: Message, input: Commands[Name]["input"], by: { me: UserId; at: string }): Message;
  /** What to say when it is refused, and taken back. Null: somebody wrote it, so it stays for another try. */
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
