// The playback speed of sounds, stored in this browser.
import { signal } from "@preact/signals-core";
import { memory } from "../helpers/memory";

const KEPT_AS = "parlance.speed";
const SPEEDS = [1, 1.5, 2];

export const speed = signal(kept());

export function nextSpeed(): void {
  speed.value = SPEEDS[(SPEEDS.indexOf(speed.value) + 1) % SPEEDS.length]!;
  memory.set(KEPT_AS, String(speed.value));
}

function kept(): number {
  const stored = Number(memory.get(KEPT_AS));
  return SPEEDS.includes(stored) ? stored : 1;
}
