import { afterEach, expect, test, vi } from "vitest";
import { kindOf, look } from "../../../../static/src/models/uploads/looking";
import { LIMITS } from "../../../../static/src/protocol/generated";

afterEach(() => vi.unstubAllGlobals());

/** The result of a browser's look at a picture: its sides, or nothing. */
function browserSees(width: number, height: number): void {
  class Seen {
    naturalWidth = width;
    naturalHeight = height;
    onerror = (): void => undefined;
    private loaded = (): void => undefined;
    addEventListener(_name: string, listener: () => void): void {
      this.loaded = listener;
    }
    removeAttribute(): void {}
    set src(_url: string) {
      queueMicrotask(() => (width ? this.loaded() : this.onerror()));
    }
  }
  vi.stubGlobal("document", {});
  vi.stubGlobal("Image", Seen);
}

test.each([
  ["image/jpeg", "picture"],
  ["image/avif", "picture"],
  ["image/heic", "file"],
  ["image/tiff", "file"],
  ["image/svg+xml", "text"],
  ["video/mp4", "video"],
  ["audio/mpeg", "audio"],
  ["text/plain", "text"],
  ["application/pdf", "file"],
  ["", "file"],
])("%s is shown as the server will call it: %s", (type, kind) => {
  expect(kindOf(type)).toBe(kind);
});

test("a picture within the pixel limit has dimensions", async () => {
  browserSees(8_000, LIMITS.picture_pixels / 8_000);
  expect(await look(new Blob(["x"], { type: "image/jpeg" }))).toEqual({ width: 8_000, height: 8_000 });
});

test.each([
  ["above the pixel bound", 12_000, 9_000],
  ["that the browser cannot decode", 0, 0],
])("a picture %s is a file from the start", async (_what, width, height) => {
  browserSees(width, height);
  expect(await look(new Blob(["x"], { type: "image/jpeg" }))).toBeNull();
});
