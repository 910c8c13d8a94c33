import { describe, expect, test } from "vitest";
import { csrfIn } from "../../../static/src/worker/csrf";
import { readPush } from "../../../static/src/worker/reading";

describe("a push", () => {
  test("is parsed", () => {
    const push = { v: 1, kind: "message", conversation: "one", seq: 4, tag: "c.one", url: "/c/one/4" };
    expect(readPush(JSON.stringify(push))).toMatchObject({ kind: "message", seq: 4, url: "/c/one/4" });
  });

  test.each([
    undefined,
    "",
    "{",
    "null",
    '"text"',
    '{"kind":"clear"',
    '{"kind":"other","seq":1}',
    '{"kind":"message","seq":"1"}',
  ])("%s is not ours, and yet something has to be shown", (text) => {
    expect(readPush(text)).toMatchObject({ kind: "test", title: "Parlance", url: "/" });
  });

  test.each(["https://evil.example/", "//evil.example/", "javascript:alert(1)", 7])(
    "%s leads nowhere else",
    (url) => {
      expect(readPush(JSON.stringify({ kind: "message", seq: 1, url })).url).toBe("/");
    },
  );
});

describe("the token of the stored page", () => {
  test("is found", () => {
    const html =
      '<p></p><script id="first-state" type="application/json">{"me":{"name":"\\u003C/script\\u003E"},"csrf":"abc"}</script>';
    expect(csrfIn(html)).toBe("abc");
  });

  test("is empty on a page that has none", () => {
    expect(csrfIn("<p>Sign in</p>")).toBe("");
  });
});
