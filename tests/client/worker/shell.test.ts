import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { asset, type Fetching, page } from "../../../static/src/worker/shell";

const never = (): Promise<never> => new Promise(() => {});
const refused = (): Promise<never> => Promise.reject(new DOMException("The operation is insecure."));

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.stubGlobal("fetch", async () => new Response("from the network"));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function event(): Fetching {
  const waitUntil = (work: Promise<unknown>): void => void work.catch(() => expect.unreachable());
  return {
    request: new Request("http://chat.test/static/assets/main.js"),
    waitUntil,
  };
}

test.each([
  ["is refused", refused],
  ["never answers", never],
])("a cache that %s does not stand before the network", async (_, answer) => {
  vi.stubGlobal("caches", { match: answer, open: answer, delete: answer });
  const answers = Promise.all([page(event()), asset(event())]);
  await vi.advanceTimersByTimeAsync(5_000);
  const texts = (await answers).map((response) => response.text());
  expect(await Promise.all(texts)).toEqual(["from the network", "from the network"]);
});
