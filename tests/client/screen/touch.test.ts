// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listenToThumb } from "../../../static/src/screen/touch";

const held = vi.fn();
const pulled = vi.fn();
let message: HTMLElement;

function touch(type: string, target: Element, x = 100, y = 100): void {
  const at = { pointerType: "touch", pointerId: 1, clientX: x, clientY: y, bubbles: true };
  target.dispatchEvent(Object.assign(new MouseEvent(type, at), { pointerType: "touch", pointerId: 1 }));
}

function part(selector: string): Element {
  return message.querySelector(selector)!;
}

beforeEach(() => {
  vi.clearAllMocks();
  vi.useFakeTimers();
  document.body.innerHTML = `<article>
    <p>text</p><a href="/there">a link</a><blockquote><p>quote</p></blockquote><pre><code>code</code></pre>
    <button class="media-open"><img alt="" /></button><button class="quote-line">answer</button>
    <audio-player><button class="audio-play"></button><input type="range" /></audio-player><video></video>
  </article>`;
  message = document.querySelector("article")!;
  listenToThumb(message, { held, pulled });
});

afterEach(() => vi.useRealTimers());

describe("a long press", () => {
  it.each(["p", "a", "blockquote p", "code", "img", ".quote-line", ".audio-play", "input"])(
    "on %s opens the menu of the message, and is no press when it goes",
    (selector) => {
      const pressed = vi.fn((event: Event) => event.preventDefault());
      part(selector).addEventListener("click", pressed);
      touch("pointerdown", part(selector));
      vi.advanceTimersByTime(1000);
      expect(held).toHaveBeenCalledOnce();
      touch("pointerup", part(selector));
      part(selector).dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
      expect(pressed).not.toHaveBeenCalled();
    },
  );

  it("on a video uses the video's own controls", () => {
    touch("pointerdown", part("video"));
    vi.advanceTimersByTime(1000);
    expect(held).not.toHaveBeenCalled();
  });

  it("on a link does not open the browser's menu", () => {
    const event = Object.assign(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }), {
      pointerType: "touch",
    });
    part("a").dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
  });
});

describe("a swipe", () => {
  it.each(["code", "input"])("on %s scrolls it, without a menu or reply", (selector) => {
    touch("pointerdown", part(selector));
    touch("pointermove", part(selector), 120);
    vi.advanceTimersByTime(1000);
    touch("pointermove", part(selector), 200);
    touch("pointerup", part(selector), 200);
    expect(held).not.toHaveBeenCalled();
    expect(pulled).not.toHaveBeenCalled();
  });

  it.each(["p", "a", "img"])("on %s replies", (selector) => {
    touch("pointerdown", part(selector));
    touch("pointermove", part(selector), 200);
    touch("pointerup", part(selector), 200);
    expect(pulled).toHaveBeenCalledOnce();
  });
});
