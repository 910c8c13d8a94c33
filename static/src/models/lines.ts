import type { Happening, HappeningKind } from "../protocol/wire";
import type { LineRow } from "./api";

const KNOWN: ReadonlySet<HappeningKind> = new Set([
  "joined",
  "added",
  "left",
  "removed",
  "renamed",
  "closed",
  "reopened",
]);
/** They say how the conversation is now: what happened before them and after stays apart. */
const OF_ALL: ReadonlySet<HappeningKind> = new Set(["renamed", "closed", "reopened"]);

/** What happened behind one message, as few lines: those who came or went alike on one day stand in one, titles in a row as the last. */
export function linesOf(happenings: readonly Happening[], dayOf: (at: string) => string): LineRow[] {
  const lines: LineRow[] = [];
  let open = new Map<string, LineRow>();
  for (const { rev, kind, user, by = null, title, created_at: at } of happenings) {
    if (!KNOWN.has(kind)) continue;
    const alike = `${kind} ${by} ${dayOf(at)}`;
    const line = open.get(alike);
    if (line && (!OF_ALL.has(kind) || line === lines.at(-1))) {
      if (user && !line.users.includes(user)) line.users = [...line.users, user];
      line.title = title ?? "";
      continue;
    }
    if (OF_ALL.has(kind)) open = new Map();
    const made: LineRow = {
      kind: "line",
      key: `line-${rev}`,
      at,
      what: kind,
      by,
      users: user ? [user] : [],
      title: title ?? "",
    };
    open.set(alike, made);
    lines.push(made);
  }
  return lines;
}
