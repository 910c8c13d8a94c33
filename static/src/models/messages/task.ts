import type { Commands } from "../../protocol/wire";
import { type VerbName, verb } from "./verbs";

type Ordered<Name extends VerbName> = { command: Name; input: Commands[Name]["input"] };

export type Order = { [Name in VerbName]: Ordered<Name> }[VerbName];

/** A command of the user that the server has not confirmed. */
export type Task = Order & {
  /** For a message, its client_id. */
  id: string;
  /** Increases with time: the tasks of a conversation are sent in this order. */
  place: number;
  created_at: string;
  state: "waiting" | "failed" | "acknowledged";
  reason: string | null;
  /** Set once acknowledged: the task is shown until the conversation reaches this rev. */
  rev: number | null;
  /** For a message, the ids of its files in this browser; `settled` once the server has ids for all of them. */
  files?: readonly string[];
  /** The files that the server refused. */
  refused_files?: readonly string[];
  settled?: boolean;
};

export type SendTask = Extract<Task, { command: "message.send" }>;

export type EditTask = Extract<Task, { command: "message.edit" }>;

export function isEdit(task: Task): task is EditTask & Ordered<"message.edit"> {
  return task.command === "message.edit";
}

export function isSend(task: Task): task is SendTask & Ordered<"message.send"> {
  return task.command === "message.send";
}

/** The seq of the message that the command changes; undefined for a new message. */
export function seqOf({ input }: Order): number | undefined {
  return "seq" in input && !("client_id" in input) ? input.seq : undefined;
}

/** Whether the task can be sent: a message waits until the server has ids for its files. */
export function isReady(task: Task): boolean {
  return !task.files?.length || task.settled === true;
}

/** Whether dropping the task would lose text that the user wrote. */
export function isWritten({ command }: Task): boolean {
  return verb(command).notice === null;
}
