// Describes the steps of a notification.
import type { Notification } from "../models/api";
import { clockTime, fullTime } from "./times";

export interface Hop {
  words: string;
  state: "done" | "waiting" | "failed";
}

/** The steps of a notification to a device, as far as it got. */
export function hopsOf(notification: Notification): Hop[] {
  const { state, created_at, accepted_at, shown_at, cleared_at } = notification;
  const queued: Hop = { words: `Queued at ${clockTime(created_at)}`, state: "done" };
  if (state === "suppressed") return [{ words: `Not sent. ${because(notification)}`, state: "failed" }];
  if (state === "cancelled")
    return [queued, { words: `Cancelled. ${because(notification)}`, state: "failed" }];
  if (state === "failed") return [queued, { words: `Not sent. ${because(notification)}`, state: "failed" }];
  if (state === "queued") return [queued, { words: waiting(notification), state: "waiting" }];
  const accepted: Hop = {
    words: `Accepted by ${service(notification)} at ${clockTime(accepted_at ?? created_at)}`,
    state: "done",
  };
  if (notification.channel === "email") return [queued, accepted];
  const hops = [queued, accepted, shown(notification)];
  if (shown_at && cleared_at) hops.push({ words: `Cleared at ${clockTime(cleared_at)}`, state: "done" });
  return hops;
}

/** The destination of a notification. */
export function whereTo({ channel, device_name }: Notification): string {
  return channel === "email" ? "By email" : device_name || "One of your devices";
}

function service({ channel }: Notification): string {
  return channel === "email" ? "the mail server" : "the push service";
}

function shown({ shown_at }: Notification): Hop {
  if (shown_at) return { words: `Shown at ${clockTime(shown_at)}`, state: "done" };
  return { words: "Waiting for the device to confirm", state: "waiting" };
}

function because({ detail, error }: Notification): string {
  return detail || error || "The reason is not known.";
}

function waiting({ attempts, due_at }: Notification): string {
  if (attempts === 0) return "Waiting to be sent";
  return due_at ? `Tried ${attempts} times, again ${fullTime(due_at)}` : `Tried ${attempts} times`;
}
