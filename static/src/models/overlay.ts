import type { Message, UserId } from "../protocol/wire";
import { isSend, type Task } from "./task";

/** The message as it will be once what I did to it is done. The same inputs give an equal message. */
export function overlaid(message: Message, tasks: readonly Task[], me: UserId): Message {
  return tasks
    .filter((task) => concerns(task, message))
    .reduce((state, task) => after(state, task, me), message);
}

function concerns(task: Task, message: Message): boolean {
  if (isSend(task) || task.state === "failed") return false;
  const settled = task.rev !== null && task.rev <= message.rev;
  return "seq" in task.input && task.input.seq === message.seq && !settled;
}

function after(message: Message, task: Task, me: UserId): Message {
  if (message.deleted_at) return message;
  switch (task.command) {
    case "message.edit":
      return { ...message, body: task.input.body, edited_at: message.edited_at ?? task.created_at };
    case "message.delete":
      return { ...message, body: undefined, reactions: {}, deleted_at: task.created_at };
    case "reaction.add":
      return reacted(message, task.input.emoji, (users) => [...users.filter((user) => user !== me), me]);
    case "reaction.remove":
      return reacted(message, task.input.emoji, (users) => users.filter((user) => user !== me));
    default:
      return message;
  }
}

function reacted(message: Message, emoji: string, change: (users: UserId[]) => UserId[]): Message {
  const { [emoji]: users = [], ...others } = message.reactions;
  const changed = change(users);
  if (!changed.length) return { ...message, reactions: others };
  return { ...message, reactions: { ...message.reactions, [emoji]: changed } };
}
