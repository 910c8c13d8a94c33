import { expect, test } from "vitest";
import type { Notification } from "../../../static/src/protocol/wire";
import { hopsOf, whereTo } from "../../../static/src/render/hops";

const AT = "2026-11-24T09:00:00Z";

function notification(changes: Partial<Notification>): Notification {
  return {
    id: 1,
    kind: "message",
    channel: "webpush",
    state: "queued",
    urgency: "normal",
    attempts: 0,
    created_at: AT,
    ...changes,
  };
}

const way = (changes: Partial<Notification>): string[] =>
  hopsOf(notification(changes)).map(({ words, state }) => `${state}: ${words.replace(/ at .*/, "")}`);

test.each<[string, Partial<Notification>, string[]]>([
  ["queued", {}, ["done: Queued", "waiting: Waiting to be sent"]],
  ["retried", { attempts: 2 }, ["done: Queued", "waiting: Tried 2 times"]],
  [
    "accepted",
    { state: "accepted", accepted_at: AT },
    ["done: Queued", "done: Accepted by the push service", "waiting: Waiting for the device to confirm"],
  ],
  [
    "shown and read",
    { state: "accepted", accepted_at: AT, shown_at: AT, cleared_at: AT },
    ["done: Queued", "done: Accepted by the push service", "done: Shown", "done: Cleared"],
  ],
  [
    "sent by email",
    { state: "accepted", channel: "email" },
    ["done: Queued", "done: Accepted by the mail server"],
  ],
  ["suppressed", { state: "suppressed", detail: "It is muted." }, ["failed: Not sent. It is muted."]],
  [
    "cancelled",
    { state: "cancelled", detail: "You read it." },
    ["done: Queued", "failed: Cancelled. You read it."],
  ],
  ["failed", { state: "failed", error: "503" }, ["done: Queued", "failed: Not sent. 503"]],
])("the steps of a notification that was %s", (_, changes, hops) => {
  expect(way(changes)).toEqual(hops);
});

test("whereTo names the destination of a notification", () => {
  expect(whereTo(notification({ device_name: "Firefox on Linux" }))).toBe("Firefox on Linux");
  expect(whereTo(notification({ channel: "email" }))).toBe("By email");
});
