import type { Message, UserId } from "../../protocol/wire";
import { seqOf, type Task } from "./task";
import { verb } from "./verbs";

/** The message with the user's unconfirmed changes applied. Equal inputs give equal messages. */
export function overlaid(message: Message, tasks: readonly Task[], me: UserId): Message {
  return tasks
    .filter((task) => concerns(task, message))
    .reduce((state, task) => after(state, task, me), message);
}

function concerns(task: Task, message: Message): boolean {
  const isSettled = task.rev !== null && task.rev <= message.rev;
  return seqOf(task) === message.seq && task.state !== "failed" && !isSettled;
}

function after(message: Message, { command, input, created_at: at }: Task, me: UserId): Message {
  if (message.deleted_at) return message;
  return verb(command).shows?.(message, input, { me, at }) ?? message;
}
