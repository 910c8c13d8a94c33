import type { Message, UserId } from "../protocol/wire";
import type { MessageRow, Outgoing, Row } from "./api";
import { contentOf } from "./content";
import { type Reach, statusOf } from "./ticks";

const GROUP_MS = 5 * 60_000;

export interface RowInput {
  messages: readonly Message[];
  /** My unsent messages, in order; shown after the last message. */
  outgoing: readonly Outgoing[];
  me: UserId;
  reach: Reach;
  /** The first unread seq, where the "New" line stands. */
  dividerSeq: number | null;
  dayOf(at: string): string;
}

/** Messages to what the timeline shows, top to bottom. Pure. */
export function toRows(input: RowInput): Row[] {
  const rows: Row[] = [];
  let divided = input.dividerSeq === null;
  let previous: MessageRow | null = null;
  const place = (row: MessageRow): void => {
    const day = input.dayOf(row.at);
    const isNewDay = !previous || input.dayOf(previous.at) !== day;
    const isFirstUnread = !divided && row.seq !== null && row.seq >= input.dividerSeq!;
    if (isNewDay) rows.push({ kind: "day", key: `day-${day}-${row.key}`, day });
    if (isFirstUnread) rows.push({ kind: "unread", key: "unread", at: row.at });
    divided ||= isFirstUnread;
    row.startsGroup = isNewDay || isFirstUnread || !continues(previous, row);
    if (previous) previous.endsGroup = row.startsGroup;
    rows.push(row);
    previous = row;
  };
  for (const message of input.messages) place(rowOf(message, input));
  for (const outgoing of input.outgoing) place(rowOfOutgoing(outgoing, input.me));
  return rows;
}

/** The rows, each the very object of before where nothing about it changed. */
export function reusing(before: readonly Row[], after: readonly Row[]): readonly Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  const rows = after.map((row) => {
    const held = known.get(row.key);
    return held && equal(held, row) ? held : row;
  });
  const unchanged = rows.length === before.length && rows.every((row, at) => row === before[at]);
  return unchanged ? before : rows;
}

function rowOf(message: Message, { me, reach }: RowInput): MessageRow {
  const mine = message.sender === me;
  return {
    kind: "message",
    // My own keep the key of their local echo.
    key: mine ? message.client_id : `seq-${message.seq}`,
    seq: message.seq,
    sender: message.sender,
    mine,
    at: message.created_at,
    content: contentOf(message),
    edited: Boolean(message.edited_at) && !message.deleted_at,
    replyTo: message.reply_to ?? null,
    reactions: message.reactions,
    startsGroup: true,
    endsGroup: true,
    status: mine ? statusOf(message.seq, reach) : null,
    message,
    outgoing: null,
  };
}

function rowOfOutgoing(outgoing: Outgoing, me: UserId): MessageRow {
  const acknowledged = outgoing.state === "acknowledged";
  const status = outgoing.state === "failed" ? "failed" : acknowledged ? "sent" : "sending";
  return {
    kind: "message",
    key: outgoing.client_id,
    seq: null,
    sender: me,
    mine: true,
    at: outgoing.created_at,
    content: { kind: "text", text: outgoing.body },
    edited: false,
    replyTo: outgoing.reply_to,
    reactions: {},
    startsGroup: true,
    endsGroup: true,
    status,
    message: null,
    outgoing,
  };
}

function continues(previous: MessageRow | null, row: MessageRow): boolean {
  if (!previous || previous.sender !== row.sender) return false;
  if (previous.content.kind === "deleted" || row.content.kind === "deleted") return false;
  return Date.parse(row.at) - Date.parse(previous.at) < GROUP_MS;
}

function equal(a: Row, b: Row): boolean {
  const left = a as unknown as Record<string, unknown>;
  const right = b as unknown as Record<string, unknown>;
  return Object.keys(right).every((name) => left[name] === right[name] || alike(left[name], right[name]));
}

/** `content` and `reactions` of an unsent message are made anew each time. */
function alike(a: unknown, b: unknown): boolean {
  return typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b);
}
