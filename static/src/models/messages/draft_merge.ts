import type { StoredDraft } from "../../protocol/wire";
import type { Draft, Written } from "../api";

export const NOTHING: Written = { text: "", reply_to: null };

/** What a draft says, without a message that is being edited above it. */
export function writtenOf({ text, reply_to, editing, under }: Draft): Written {
  const own = editing === null ? { text, reply_to } : (under ?? NOTHING);
  return { text: own.text.trim() ? own.text : "", reply_to: own.reply_to };
}

export function withWritten(draft: Draft, { text, reply_to }: Written): Draft {
  return draft.editing === null ? { ...draft, text, reply_to } : { ...draft, under: { text, reply_to } };
}

export function inStored({ text, reply_to }: StoredDraft): Written {
  return { text, reply_to: reply_to ?? null };
}

export function alike(a: Written, b: Written): boolean {
  return a.text === b.text && a.reply_to === b.reply_to;
}

/** The draft once the server has this one; null if both were changed, and the user has to be offered both. */
export function merged(draft: Draft, stored: StoredDraft): Draft | null {
  const [mine, theirs, before] = [writtenOf(draft), inStored(stored), draft.base ?? NOTHING];
  const { sent, ...rest } = draft;
  const known: Draft = { ...rest, base: { ...theirs, rev: stored.me_rev } };
  // Stored by this device, where the user may have written on.
  if (alike(theirs, mine) || (sent && alike(theirs, sent))) return known;
  if (alike(mine, before) || alike(mine, NOTHING)) return withWritten(known, theirs);
  return alike(theirs, NOTHING) ? known : null;
}

/** The newer draft, with what was written here next to it. */
export function besides(draft: Draft, stored: StoredDraft): Draft {
  const { sent: _, ...rest } = draft;
  const theirs = inStored(stored);
  return {
    ...withWritten(rest, theirs),
    base: { ...theirs, rev: stored.me_rev },
    other: joined(writtenOf(draft), draft.other),
  };
}

function joined(mine: Written, other: Written | undefined): Written {
  if (!other || other.text === mine.text) return mine;
  const texts = [mine.text, other.text].filter((text) => text);
  return { text: texts.join("\n\n"), reply_to: mine.reply_to ?? other.reply_to };
}
