import { expect, test, vi } from "vitest";
import { LateFile } from "../../../static/src/elements/late-file";
import type { Screen } from "../../../static/src/screen/screen";

function screen(): { screen: Screen; toast: ReturnType<typeof vi.fn> } {
  const toast = vi.fn();
  return { screen: { toast } as unknown as Screen, toast };
}

test("a file is loaded once", async () => {
  const load = vi.fn(() => Promise.resolve());
  const file = new LateFile(load);
  const close = vi.fn();
  expect(file.isHere(screen().screen, close)).toBe(false);
  await vi.waitFor(() => expect(file.isHere(screen().screen, close)).toBe(true));
  const before = load.mock.calls.length;
  expect(file.isHere(screen().screen, close)).toBe(true);
  expect(load).toHaveBeenCalledTimes(before);
  expect(close).not.toHaveBeenCalled();
});

test("a file that cannot be loaded closes its user and shows a toast", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const file = new LateFile(() => Promise.reject(new Error("offline")));
  const close = vi.fn();
  const { screen: shown, toast } = screen();
  expect(file.isHere(shown, close)).toBe(false);
  await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
  expect(toast.mock.calls[0]![0]).toContain("could not be loaded");
});

test("a file that was prepared is here at once, and a failed preparation is tried again when it is needed", async () => {
  vi.stubGlobal("requestIdleCallback", (act: () => void) => act());
  vi.stubGlobal("window", globalThis);
  const load = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error("offline")).mockResolvedValue();
  const file = new LateFile(load);
  file.prepare();
  await Promise.resolve();
  file.prepare();
  await vi.waitFor(() => expect(load).toHaveBeenCalledTimes(2));
  await Promise.resolve();
  expect(file.isHere(screen().screen, vi.fn())).toBe(true);
  expect(load).toHaveBeenCalledTimes(2);
});
