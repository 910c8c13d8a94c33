import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Chat, SearchHit, SearchPage } from "../../../static/src/models/api";
import { MessageSearch } from "../../../static/src/screen/message-search";

const hit = (seq: number): SearchHit => ({
  conversation: "c",
  seq,
  sender: "bob",
  created_at: "2026-11-30T12:00:00Z",
  text: "needle",
  matches: [],
  attachments: [],
});
const page = (seqs: number[], next_cursor?: string): SearchPage => ({
  items: seqs.map(hit),
  searched: { conversations: 1 },
  ...(next_cursor && { next_cursor }),
});

beforeEach(() => {
  vi.stubGlobal("window", globalThis);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function searchIn(conversation: string | null) {
  const ask = vi.fn(async () => page([1]));
  const files = vi.fn(async () => page([9]));
  const chat = { search: { messages: ask, files } } as unknown as Chat;
  return { search: new MessageSearch(chat, conversation), ask, files };
}

describe("a search", () => {
  it("asks once for what was typed last, in the conversation in which it was opened", async () => {
    const { search, ask } = searchIn("c");
    search.enter("nee");
    search.enter("needle");
    expect(search.state.value).toBe("asking");
    await vi.runAllTimersAsync();
    expect(ask.mock.calls).toEqual([["needle in:c", "newest", undefined]]);
    expect(search.hits.value.map(({ seq }) => seq)).toEqual([1]);
  });

  it("adds the picked filters to the words, and asks again when they change", async () => {
    const { search, ask } = searchIn(null);
    search.enter("needle");
    search.toggle("has:link");
    search.setOrder("best");
    await vi.runAllTimersAsync();
    search.toggle("has:link");
    await vi.runAllTimersAsync();
    expect(ask.mock.calls).toEqual([
      ["needle has:link", "best", undefined],
      ["needle", "best", undefined],
    ]);
  });

  it("also asks for files, unless only messages with some content are searched", async () => {
    const { search, files } = searchIn(null);
    search.enter("needle");
    await vi.runAllTimersAsync();
    expect(files.mock.calls).toEqual([["needle", 4]]);
    expect(search.files.value.map(({ seq }) => seq)).toEqual([9]);
    search.toggle("has:link");
    await vi.runAllTimersAsync();
    expect(search.files.value).toEqual([]);
    search.enter("");
    search.toggle("has:link");
    search.toggle("from:me");
    await vi.runAllTimersAsync();
    expect(files.mock.calls.length).toBe(1);
  });

  it("drops the answer to an earlier query", async () => {
    const { search, ask } = searchIn(null);
    let answer = (_: SearchPage) => {};
    ask.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
    search.enter("nee");
    await vi.runAllTimersAsync();
    search.enter("needle");
    await vi.runAllTimersAsync();
    answer(page([7]));
    await vi.runAllTimersAsync();
    expect(search.hits.value.map(({ seq }) => seq)).toEqual([1]);
  });

  it("appends the next page", async () => {
    const { search, ask } = searchIn(null);
    ask.mockResolvedValueOnce(page([3, 2], "further"));
    search.enter("needle");
    await vi.runAllTimersAsync();
    expect(search.hasMore.value).toBe(true);
    await search.more();
    expect(ask).toHaveBeenLastCalledWith("needle", "newest", "further");
    expect(search.hits.value.map(({ seq }) => seq)).toEqual([3, 2, 1]);
    expect(search.hasMore.value).toBe(false);
  });

  it("says why it was refused, and rests when the field is empty again", async () => {
    const { search, ask } = searchIn(null);
    ask.mockRejectedValueOnce(new Error("has: must be one of link, file."));
    search.enter("has:cheese");
    await vi.runAllTimersAsync();
    expect(search.state.value).toBe("failed");
    expect(search.error.value).not.toBe("");
    search.enter("");
    await vi.runAllTimersAsync();
    expect(search.state.value).toBe("at rest");
    expect(search.error.value).toBe("");
    expect(ask).toHaveBeenCalledTimes(1);
  });
});
