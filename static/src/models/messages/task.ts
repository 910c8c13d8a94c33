import type { Commands } from "../../protocol/wire";
import { type VerbName, verb } from "./verbs";

type Ordered<Name extends VerbName> = { command: Name; input: Commands[Name]["input"] };

export type Order = { [Name in VerbName]: Ordered<Name> }[VerbName];

/** Something I did that the server has not confirmed yet. */
export type Task = Order & {
  /** The client_id where it is a message. */
  id: string;
  /** Rises with time: tasks of one conversation are done in this order. */
  place: number;
  created_at: string;
  state: "waiting" | "failed" | "acknowledged";
  reason: string | null;
  /** Of an acknowledged one: shown until the conversation holds this rev. */
  rev: number | null;
  /** Of a message: its files, by this browser's ids; `settled` once the server has names for all of them. */
  files?: readonly string[];
  /** Those of its files that the server does not take. */
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

/** The message that it changes; undefined where it is one itself. */
export function seqOf({ input }: Order): number | undefined {
  return "seq" in input ? input.seq : undefined;
}

/** Whether the server can take it now: a message waits until its files have names. */
export function isReady(task: Task): boolean {
  return !task.files?.length || task.settled === true;
}

/** Whether somebody's own words would be lost with it. */
export function isWritten({ command }: Task): boolean {
  return verb(command).notice === null;
}
