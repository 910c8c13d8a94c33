// What the tabs of one browser share, where the browser lets them.
import type { ChannelLike, Lock } from "./world";

/**
 * Web Locks exist in secure contexts only, and are refused where storage is off. Without them each tab sends what is
 * its own: the server still stores a client_id once, only the order between tabs is looser.
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

/** Mute where there is none to be had: then each tab learns everything from the server. */
export function openChannel(name: string): ChannelLike {
  try {
    return new BroadcastChannel(name) as ChannelLike;
  } catch {
    return { postMessage() {}, close() {}, onmessage: null };
  }
}
