import { CALLS } from "../protocol/generated";
import type { CommandName, Commands } from "../protocol/wire";
import { Unreachable } from "./errors";
import type { Rest } from "./rest";

const FIELD = /\{(\w+)\}/g;
const WAYS: { readonly [Name in CommandName]?: readonly [method: string, path: string] } = CALLS;

/** Sends a command through REST if there is no socket. Rejects with `Unreachable` if it needs a socket. */
export async function byRest<Name extends CommandName>(
  rest: Rest,
  name: Name,
  input: Commands[Name]["input"],
): Promise<Commands[Name]["ok"]> {
  const way = WAYS[name];
  if (!way) throw new Unreachable();
  const [method, path] = way;
  const body: Record<string, unknown> = { ...input };
  const address = path.replace(FIELD, (_, field: string) => {
    const value = String(body[field]);
    delete body[field];
    return encodeURIComponent(value);
  });
  return rest.request(method, address, method === "DELETE" ? undefined : body);
}
