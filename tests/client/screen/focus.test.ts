// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keepFocus, wayBack } from "../../../static/src/screen/focus";

let hasKeys = true;
let stop: () => void;

const part = (selector: string) => document.querySelector<HTMLElement>(selector)!;
const changed = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  hasKeys = true;
  vi.stubGlobal("matchMedia", () => ({ matches: hasKeys }));
  document.body.innerHTML = `
    <div class="timeline-view" tabindex="-1">
      <message-item tabindex="-1"><button class="more"></button></message-item>
    </div>
    <button class="jump"></button>
    <message-composer><form>
      <ul><li><button class="first"></button></li><li><button class="second"></button></li></ul>
      <button class="attach"></button><textarea></textarea>
    </form></message-composer>`;
  stop = keepFocus(document.body);
});

afterEach(() => stop());

describe("focus of a removed element", () => {
  it.each([
    ["is in the message that the toolbar was of", ".more", true, "message-item"],
    ["is at the next file", ".first", true, ".second"],
    ["is in the text where there are keys", ".jump", true, "textarea"],
    ["is at what one reads where there are none", ".jump", false, ".timeline-view"],
  ])("%s", async (_, gone, keys, expected) => {
    hasKeys = keys;
    part(gone).focus();
    (part(gone).closest("li") ?? part(gone)).remove();
    await changed();
    expect(document.activeElement).toBe(part(expected));
  });

  it("does not open an on-screen keyboard", async () => {
    hasKeys = false;
    part(".first").focus();
    part("ul").remove();
    await changed();
    expect(document.activeElement).toBe(part(".attach"));
  });

  it("does not return when the user moved it away", async () => {
    part(".jump").focus();
    part(".jump").blur();
    part(".first").remove();
    await changed();
    expect(document.activeElement).toBe(document.body);
  });
});

describe("the element to restore focus to", () => {
  it("is the opener, or else its message, or else where the user continues", () => {
    part(".more").focus();
    const goBack = wayBack();
    for (const [expected, gone] of [
      [".more", ".more"],
      ["message-item", "message-item"],
      ["textarea", null],
    ] as const) {
      (document.activeElement as HTMLElement).blur();
      goBack();
      expect(document.activeElement).toBe(part(expected));
      if (gone) part(gone).remove();
    }
  });
});
