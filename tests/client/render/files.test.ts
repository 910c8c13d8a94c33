import { describe, expect, it } from "vitest";
import type { Attachment } from "../../../static/src/protocol/wire";
import {
  contentPath,
  downloadPath,
  duration,
  filesLine,
  nameParts,
  spokenDuration,
} from "../../../static/src/render/files";
import { refusalWords } from "../../../static/src/render/refusals";
import { placeholder } from "../../../static/src/render/thumbhash";
import { barsOf, barsPath } from "../../../static/src/render/waveform";

function file(kind: Attachment["kind"], more: Partial<Attachment> = {}): Attachment {
  return { id: "a", name: "plan.pdf", type: "", kind, size: 1, state: "ready", ...more };
}

describe("files in one line", () => {
  it("describes one file", () => {
    expect(filesLine([file("picture")])).toBe("Photo");
    expect(filesLine([file("voice", { duration_ms: 12_300 })])).toBe("Voice message 0:12");
    expect(filesLine([file("file")])).toBe("plan.pdf");
    expect(filesLine([])).toBe("");
  });

  it("counts several, by kind when all have the same", () => {
    expect(filesLine([file("picture"), file("picture")])).toBe("2 photos");
    expect(filesLine([file("picture"), file("file"), file("video")])).toBe("3 files");
  });
});

describe("the name of a file", () => {
  it("keeps its extension when clipped", () => {
    const [start, end] = nameParts("A very long name that goes on, version 12 (final).docx");
    expect(end).toBe("nal).docx");
    expect(start + end).toBe("A very long name that goes on, version 12 (final).docx");
  });

  it("stays whole when it is short, and is not cut within a letter", () => {
    expect(nameParts("a.txt")).toEqual(["a.txt", ""]);
    expect(nameParts("👩‍🚀".repeat(20))[0]).not.toMatch(/[\uD800-\uDBFF]$/);
  });
});

describe("durations", () => {
  it("are short on the screen, and in words for screen readers", () => {
    expect(duration(0)).toBe("0:00");
    expect(duration(72_400)).toBe("1:12");
    expect(duration(3_727_000)).toBe("1:02:07");
    expect(spokenDuration(1_000)).toBe("1 second");
    expect(spokenDuration(61_000)).toBe("1 minute 1 second");
  });
});

describe("the preview of a file", () => {
  it("is null when its placeholder is invalid", () => {
    expect(placeholder("not base64!")).toBeNull();
    expect(placeholder(undefined)).toBeNull();
    expect(placeholder("1QcSHQRnh493V4dIh4eXh1h4kJUI")).toMatch(/^data:image\/png;base64,/);
  });

  it("has the maximum of each section of a sound", () => {
    expect(barsOf(btoa(String.fromCharCode(0, 255, 51, 51)), 2)).toEqual([1, 0.2]);
    expect(barsOf(null, 3)).toEqual([0.08, 0.08, 0.08]);
    expect(barsPath([1])).toBe("M0.5 1v22");
  });
});

it("addresses are by id and variant", () => {
  expect(contentPath("a/b")).toBe("/api/v1/attachments/a%2Fb/content");
  expect(contentPath("a", "small")).toBe("/api/v1/attachments/a/content?variant=small");
  expect(downloadPath("a/b")).toBe("/api/v1/attachments/a%2Fb/content?download=true");
});

it("every refusal says what to do, even an unknown one", () => {
  for (const reason of ["never_came", "unreadable", "infected", "of the future", null])
    expect(refusalWords(reason)).toMatch(/\. [A-Z].*\.$/);
});
