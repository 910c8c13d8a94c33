import { expect, test } from "vitest";
import { lossOf } from "../../../static/src/screen/signing-out";

test.each([
  [0, 0, ""],
  [1, 0, "1 message is not sent yet. Signing out deletes it."],
  [0, 2, "2 drafts are in this browser only. Signing out deletes them."],
  [2, 1, "2 messages are not sent yet, and 1 draft is in this browser only. Signing out deletes them."],
])("signing out with %i messages and %i drafts says what is lost", (messages, drafts, words) => {
  expect(lossOf({ messages, drafts })).toBe(words);
});
