import { afterEach, expect, test, vi } from "vitest";
import { lock, openChannel } from "../../../static/src/connection/across-tabs";

afterEach(() => vi.unstubAllGlobals());

const { signal } = new AbortController();

function locks(request: (...given: never[]) => Promise<unknown>): void {
  vi.stubGlobal("navigator", { locks: { request } });
}

test.each([
  ["is none", () => vi.stubGlobal("navigator", {})],
  ["is refused", () => locks(() => Promise.reject(new DOMException("no", "SecurityError")))],
  [
    "throws",
    () =>
      locks(() => {
        throw new DOMException("no", "InvalidStateError");
      }),
  ],
])("a lock that %s lets the task run once", async (_, prepare) => {
  prepare();
  const task = vi.fn(async () => {});
  await lock("name", signal, task);
  expect(task).toHaveBeenCalledTimes(1);
});

test("a task that fails under its lock is not run again", async () => {
  locks((_name, _options, task: () => Promise<void>) => task());
  const task = vi.fn(() => Promise.reject(new Error("its own")));
  await expect(lock("name", signal, task)).rejects.toThrow("its own");
  expect(task).toHaveBeenCalledTimes(1);
});

test("a channel that cannot be opened sends nothing", () => {
  vi.stubGlobal(
    "BroadcastChannel",
    class {
      constructor() {
        throw new DOMException("no", "SecurityError");
      }
    },
  );
  const channel = openChannel("name");
  expect(() => channel.postMessage("hello")).not.toThrow();
  channel.close();
});
