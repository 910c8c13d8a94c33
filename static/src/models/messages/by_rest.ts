import { Unreachable } from "../../connection/errors";
import type { Rest } from "../../connection/rest";
import type { CommandName, Commands } from "../../protocol/wire";
import { isVerb, type Verb, verb } from "./verbs";

type Way<Name extends CommandName> = Verb<Name>["rest"];

/** The commands that the engine sends by itself. */
const WAYS: { readonly [Name in CommandName]?: Way<Name> } = {
  sync: (rest, input) => rest.post("sync", input),
  "receipt.advance": (rest, { conversation, ...marks }) =>
    rest.put(`conversations/${encodeURIComponent(conversation)}/receipt`, marks),
};

/** Sends a command through REST if there is no socket. Rejects with `Unreachable` if it needs a socket. */
export async function byRest<Name extends CommandName>(
  rest: Rest,
  name: Name,
  input: Commands[Name]["input"],
): Promise<Commands[Name]["ok"]> {
  const way = (isVerb(name) ? verb(name).rest : WAYS[name]) as Way<Name> | undefined;
  if (!way) throw new Unreachable();
  return way(rest, input);
}
