import { lazily } from "../../helpers/lazily";
import type { Happening, Message, UserId } from "../../protocol/wire";
import type { FailedEdit, MessageRow, Outgoing, Row } from "../api";
import { contentOf } from "../messages/content";
import { linesOf } from "./lines";
import { type Reach, statusOf } from "./ticks";

const GROUP_MS = 5 * 60_000;

export interface RowInput {
  messages: readonly Message[];
  /** The messages around the shown ones. Not shown, but the outer rows look the same once they are. */
  before?: Message;
  after?: Message;
  /** The happenings after these messages and before the first one, in order. */
  happenings?: readonly Happening[];
  /** The user's unsent messages, in order; shown after the last message. */
  outgoing: readonly Outgoing[];
  /** Refused edits, by the seq of their message. */
  failedEdits?: ReadonlyMap<number, FailedEdit>;
  me: UserId;
  reach: Reach;
  /** The first unread seq, which has the "New" divider above it. */
  dividerSeq: number | null;
  dayOf(at: string): string;
}

/** Returns the rows of the timeline, top to bottom. Pure. */
export function toRows(input: RowInput): Row[] {
  const { happenings = [], dayOf } = input;
  const start = input.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const behind = new Map<number, Happening[]>();
  for (const happening of happenings) lazily(behind, happening.seq, () => []).push(happening);
  const contents = [
    ...linesOf(
      happenings.filter(({ seq }) => seq < start),
      dayOf,
    ),
    ...input.messages.flatMap((message) => [
      rowOf(message, input),
      ...linesOf(behind.get(message.seq) ?? [], dayOf),
    ]),
    ...input.outgoing.map((outgoing) => rowOfOutgoing(outgoing, input.me)),
  ];
  const rows: Row[] = [];
  const days = new Map<string, number>();
  let previous = input.before ? rowOf(input.before, input) : null;
  let shownDay: string | null = null;
  for (const row of contents) {
    const day = dayOf(row.at);
    if (row.kind === "line") {
      if (shownDay !== day) rows.push({ kind: "day", key: dayKey(day, days), day });
      rows.push(row);
      shownDay = day;
      if (previous) previous.endsGroup = true;
      previous = null;
      continue;
    }
    const isFirstUnread = row.seq !== null && row.seq === input.dividerSeq;
    row.startsGroup = isFirstUnread || !continues(previous, row, input);
    if (previous) previous.endsGroup = row.startsGroup;
    if (shownDay !== day) rows.push({ kind: "day", key: dayKey(day, days), day });
    if (isFirstUnread) rows.push({ kind: "unread", key: "unread", at: row.at });
    rows.push(row);
    previous = row;
    shownDay = day;
  }
  if (previous && input.after) previous.endsGroup = !continues(previous, rowOf(input.after, input), input);
  return rows;
}

/** The new rows, with the previous object for each row that did not change. */
export function reusing(before: readonly Row[], after: readonly Row[]): readonly Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  const rows = after.map((row) => {
    const previous = known.get(row.key);
    return previous && equal(previous, row) ? previous : row;
  });
  const unchanged = rows.length === before.length && rows.every((row, at) => row === before[at]);
  return unchanged ? before : rows;
}

function rowOf(message: Message, { me, reach, failedEdits }: RowInput): MessageRow {
  const mine = message.sender === me;
  return {
    kind: "message",
    // The user's own messages keep the key of their local echo.
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
    failedEdit: (!message.deleted_at && failedEdits?.get(message.seq)) || null,
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
    failedEdit: null,
  };
}

/** The day itself, so that the key is stable as messages are added. A day can occur twice after a clock went back. */
function dayKey(day: string, days: Map<string, number>): string {
  const times = (days.get(day) ?? 0) + 1;
  days.set(day, times);
  return times === 1 ? `day-${day}` : `day-${day}-${times}`;
}

function continues(previous: MessageRow | null, row: MessageRow, { dayOf }: RowInput): boolean {
  if (!previous || previous.sender !== row.sender || dayOf(previous.at) !== dayOf(row.at)) return false;
  if (previous.content.kind === "deleted" || row.content.kind === "deleted") return false;
  return Date.parse(row.at) - Date.parse(previous.at) < GROUP_MS;
}

function equal(a: Row, b: Row): boolean {
  const left = a as unknown as Record<string, unknown>;
  const right = b as unknown as Record<string, unknown>;
  return Object.keys(right).every((name) => left[name] === right[name] || alike(left[name], right[name]));
}

/** Compares by value, because `content` and `reactions` of an unsent message are new objects each time. */
function alike(a: unknown, b: unknown): boolean {
  return typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b);
}
