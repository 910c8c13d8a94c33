import type { CommandName, Commands } from "../protocol/wire";
import type { Calls } from "./calls";
import { Unreachable } from "./errors";

type Doing<Name extends CommandName> = (
  calls: Calls,
  input: Commands[Name]["input"],
) => Promise<Commands[Name]["ok"]>;

const WAYS: { readonly [Name in CommandName]?: Doing<Name> } = {
  sync: (calls, input) => calls.sync(input),
  "message.send": (calls, { conversation, ...message }) => calls.send(conversation, message),
  "message.edit": (calls, { conversation, seq, body }) => calls.edit(conversation, seq, body),
  "message.delete": (calls, { conversation, seq }) => calls.remove(conversation, seq),
  "reaction.add": (calls, { conversation, seq, emoji }) => calls.react(conversation, seq, emoji),
  "reaction.remove": (calls, { conversation, seq, emoji }) => calls.unreact(conversation, seq, emoji),
  "receipt.advance": (calls, { conversation, ...marks }) => calls.advance(conversation, marks),
};

/** A command by REST, where there is no socket. What lives on the socket alone is `Unreachable`. */
export async function byRest<Name extends CommandName>(
  calls: Calls,
  name: Name,
  input: Commands[Name]["input"],
): Promise<Commands[Name]["ok"]> {
  const way = WAYS[name] as Doing<Name> | undefined;
  if (!way) throw new Unreachable();
  return way(calls, input);
}
