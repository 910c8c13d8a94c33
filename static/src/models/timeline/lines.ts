import type { Happening, HappeningKind } from "../../protocol/wire";
import type { LineRow } from "../api";

const KNOWN: ReadonlySet<HappeningKind> = new Set([
  "joined",
  "added",
  "left",
  "removed",
  "renamed",
  "closed",
  "reopened",
  "kept",
]);
/** Changes of the whole conversation: lines before and after them do not merge. */
const OF_ALL: ReadonlySet<HappeningKind> = new Set(["renamed", "closed", "reopened", "kept"]);

/** Lines for the happenings after one message. Merges the same kind on one day, and keeps the last of consecutive titles
 * and days. */
export function linesOf(happenings: readonly Happening[], dayOf: (at: string) => string): LineRow[] {
  const lines: LineRow[] = [];
  let open = new Map<string, LineRow>();
  for (const {
    rev,
    kind,
    user,
    by = null,
    title,
    keep_days: keepDays = null,
    created_at: at,
  } of happenings) {
    if (!KNOWN.has(kind)) continue;
    const alike = `${kind} ${by} ${dayOf(at)}`;
    const line = open.get(alike);
    if (line && (!OF_ALL.has(kind) || line === lines.at(-1))) {
      if (user && !line.users.includes(user)) line.users = [...line.users, user];
      line.title = title ?? "";
      line.keepDays = keepDays;
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
      keepDays,
    };
    open.set(alike, made);
    lines.push(made);
  }
  return lines;
}
