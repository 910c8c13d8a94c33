import { beforeEach, describe, expect, test, vi } from "vitest";
import { answer } from "../../../static/src/worker/answering";

const shown = { conversation: "one", seq: 4, count: 1, body: "", url: "/c/one/4" };
const call = vi.fn();
const open = vi.fn();
const act = (action: string, reply: string | null = null): Promise<void> =>
  answer(shown, action, reply, { call, open, uuid: () => "uuid" });

beforeEach(() => {
  call.mockReset().mockResolvedValue(undefined);
  open.mockReset().mockResolvedValue(undefined);
});

describe("a press on a notification", () => {
  test("opens its message", async () => {
    await act("");
    expect(open).toHaveBeenCalledWith("/c/one/4", "one", 4);
    expect(call).not.toHaveBeenCalled();
  });

  test("marks as read without opening anything", async () => {
    await act("read");
    expect(call.mock.calls).toEqual([["PUT", "conversations/one/receipt", { read_seq: 4 }]]);
    expect(open).not.toHaveBeenCalled();
  });

  test("sends a typed reply", async () => {
    await act("reply", " On my way ");
    const message = { client_id: "uuid", body: "On my way" };
    expect(call.mock.calls).toEqual([["POST", "conversations/one/messages", message]]);
    expect(open).not.toHaveBeenCalled();
  });

  test("opens the conversation when the platform has no reply field", async () => {
    await act("reply");
    expect(open).toHaveBeenCalledWith("/c/one/4", "one", 4);
  });
});

describe("a request that the server refuses", () => {
  beforeEach(() => {
    call.mockRejectedValue(new Error("403"));
  });

  test("opens the conversation with the reply as its draft", async () => {
    await act("reply", "On my way");
    expect(open).toHaveBeenCalledWith("/c/one/4", "one", null, "On my way");
  });

  test("opens the conversation when marking as read fails", async () => {
    await act("read");
    expect(open).toHaveBeenCalledWith("/c/one/4", "one", 4);
  });
});
