// @vitest-environment jsdom
import { render } from "lit";
import { describe, expect, it } from "vitest";
import { messageStatus } from "../../../../static/src/elements/timeline/message-status";
import type { Status } from "../../../../static/src/models/api";

describe("the status of the user's own message", () => {
  it.each([
    ["sending", "Sending"],
    ["failed", "Not sent"],
    ["sent", "Sent"],
    ["delivered", "Delivered"],
    ["read", "Read"],
  ] as [Status, string][])("%s is also a word", (status, word) => {
    const box = document.createElement("div");
    render(messageStatus(status), box);
    expect(box.textContent?.trim()).toBe(word);
    expect(box.querySelector("svg")?.getAttribute("aria-hidden")).toBe("true");
  });
});
