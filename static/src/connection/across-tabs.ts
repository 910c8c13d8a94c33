// Locks and messages between the tabs of one browser.
import type { ChannelLike, Lock } from "./world";

/**
 * Web Locks exist in secure contexts only, and are refused where storage is off. Without them each tab sends its own
 * commands: the server still stores a client_id once, but the order between tabs is not guaranteed.
 */
export const lock: Lock = async (name, signal, task) => {
  if (!navigator.locks) return task();
  let isBegun = false;
  const begin = (): Promise<void> => {
    isBegun = true;
    return task();
  };
  try {
    await navigator.locks.request(name, { signal }, begin);
  } catch (error) {
    if (isBegun || signal.aborted) throw error;
    await task();
  }
};

/** Does nothing if the browser has no BroadcastChannel: each tab then receives everything from the server. */
export function openChannel(name: string): ChannelLike {
  try {
    return new BroadcastChannel(name) as ChannelLike;
  } catch {
    return { postMessage() {}, close() {}, onmessage: null };
  }
}
