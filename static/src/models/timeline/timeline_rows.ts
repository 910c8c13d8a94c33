import { computed, type ReadonlySignal } from "@preact/signals-core";
import { dayOf } from "../../helpers/days";
import type { Message, UserId } from "../../protocol/wire";
import type { FailedEdit, Outgoing, Row } from "../api";
import type { Outbox } from "../messages/outbox";
import { overlaid } from "../messages/overlay";
import { isEdit, isSend, type SendTask, type Task } from "../messages/task";
import type { ConversationState } from "../sync/conversation_state";
import { reusing, toRows } from "./rows";
import type { Span } from "./span";
import { reachOf } from "./ticks";

const NOTHING: Span = { from: 1, to: 0 };

/** The rows of a span of the log, with the user's unconfirmed changes applied. */
export function timelineRows(
  conversation: ConversationState,
  span: ReadonlySignal<Span | null>,
  divider: ReadonlySignal<number | null>,
  { me, outbox }: { me: UserId; outbox: Outbox },
): ReadonlySignal<readonly Row[]> {
  let before: readonly Row[] = [];
  return computed(() => {
    const shown = span.value ?? NOTHING;
    conversation.log.version.value;
    const { member_count, last_seq, membership } = conversation.value;
    const tasks = outbox.of(conversation.id);
    const messages = conversation.log.slice(shown.from, shown.to);
    const rows = toRows({
      // A happening between two messages separates them.
      before: conversation.log.happenings(shown.from - 1, shown.from - 1).length
        ? undefined
        : conversation.log.get(shown.from - 1),
      after: conversation.log.get(shown.to + 1),
      messages: tasks.length ? messages.map((message) => overlaid(message, tasks, me)) : messages,
      happenings: conversation.log.happenings(
        shown.from <= membership.first_seq ? 0 : shown.from,
        span.value ? shown.to : -1,
      ),
      outgoing: !span.value || shown.to >= last_seq ? unsent(tasks.filter(isSend), messages, me) : [],
      failedEdits: failedEdits(tasks),
      me,
      reach: reachOf(conversation.roster.present(), me, member_count),
      dividerSeq: divider.value,
      dayOf,
    });
    before = reusing(before, rows);
    return before;
  });
}

function unsent(tasks: readonly SendTask[], messages: readonly Message[], me: UserId): Outgoing[] {
  if (!tasks.length) return [];
  const there = new Set(messages.filter(({ sender }) => sender === me).map(({ client_id }) => client_id));
  return tasks.filter(({ id }) => !there.has(id)).map(toOutgoing);
}

export function toOutgoing(task: SendTask): Outgoing {
  return {
    client_id: task.id,
    conversation: task.input.conversation,
    body: task.input.body,
    reply_to: task.input.reply_to ?? null,
    files: task.files ?? [],
    created_at: task.created_at,
    state: task.state,
    reason: task.reason,
    refused_files: task.refused_files ?? [],
  };
}

function failedEdits(tasks: readonly Task[]): Map<number, FailedEdit> {
  const failed = tasks.filter(isEdit).filter(({ state }) => state === "failed");
  return new Map(
    failed.map(({ id, input, reason }) => [input.seq, { id, body: input.body, reason: reason ?? "" }]),
  );
}
