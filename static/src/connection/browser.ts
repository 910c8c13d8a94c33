import { memory } from "../helpers/memory";
import { lock, openChannel } from "./across-tabs";
import { browserNotifications } from "./browser-notifications";
import { digest } from "./digest";
import { put } from "./put";
import { forgetShell } from "./shell";
import type { Attention, Clock, SocketLike, World } from "./world";

const clock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

const attention: Attention = {
  visible: () => document.visibilityState === "visible",
  focused: () => document.hasFocus(),
  online: () => navigator.onLine,
  onChange(listener) {
    const stop = new AbortController();
    for (const name of ["online", "offline", "focus", "blur", "pageshow"]) {
      window.addEventListener(name, listener, { signal: stop.signal });
    }
    document.addEventListener("visibilitychange", listener, { signal: stop.signal });
    return () => stop.abort();
  },
  onInput(listener) {
    const stop = new AbortController();
    const options = { capture: true, passive: true, signal: stop.signal };
    for (const name of ["pointerdown", "pointermove", "keydown", "wheel", "touchmove"]) {
      window.addEventListener(name, listener, options);
    }
    return () => stop.abort();
  },
};

function uuid(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The real world of a browser tab. */
export function browserWorld(socketPath: string, csrf: string): World {
  const { origin } = window.location;
  return {
    clock,
    attention,
    lock,
    browserNotifications,
    memory,
    uuid,
    origin,
    random: () => Math.random(),
    fetch: (path, init) => fetch(path, init),
    put,
    digest,
    openSocket: () => new WebSocket(origin.replace(/^http/, "ws") + socketPath) as SocketLike,
    openChannel,
    // A sign-in in another tab changes the token, so read it from the cookie if scripts may read that.
    csrf: () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? csrf,
    forgetPage: forgetShell,
    here: () => window.location.pathname + window.location.search,
    go: (path) => window.location.assign(path),
  };
}
