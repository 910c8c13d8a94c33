import type { Mention, StoredDraft } from "../../protocol/wire";
import type { Draft, Written } from "../api";

export const NOTHING: Written = { text: "", reply_to: null };

/** What a draft says, without a message that is being edited above it. */
export function writtenOf(draft: Draft): Written {
  const { text, reply_to, mentions } = ownOf(draft);
  return text.trim() ? written(text, reply_to, mentions) : { text: "", reply_to };
}

/** Chosen mentions stay on this device: a text of another device has none. */
export function withWritten(draft: Draft, { text, reply_to, mentions }: Written): Draft {
  const own = ownOf(draft);
  const next = written(text, reply_to, mentions ?? (own.text === text ? own.mentions : undefined));
  if (draft.editing !== null) return { ...draft, under: next };
  const { mentions: _, ...rest } = draft;
  return { ...rest, ...next };
}

function ownOf(draft: Draft): Written {
  return draft.editing === null ? draft : (draft.under ?? NOTHING);
}

function written(text: string, reply_to: number | null, mentions: readonly Mention[] = []): Written {
  return { text, reply_to, ...(mentions.length ? { mentions } : {}) };
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
  const start = mine.text ? `${mine.text}\n\n` : "";
  const later = (other.mentions ?? []).map((each) => ({ ...each, offset: each.offset + start.length }));
  const text = other.text ? start + other.text : mine.text;
  return written(text, mine.reply_to ?? other.reply_to, [...(mine.mentions ?? []), ...later]);
}
