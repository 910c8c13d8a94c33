import { bytesOf } from "./thumbhash";

export const BARS = 48;
const LEAST = 0.08;

/** The heights of the bars, 0 to 1; a low even line if the waveform is unknown. */
export function barsOf(waveform: string | null | undefined, bars = BARS): number[] {
  const moments = waveform ? [...bytesOf(waveform)] : [];
  if (moments.length === 0) return Array.from({ length: bars }, () => LEAST);
  return Array.from({ length: bars }, (_, bar) => {
    const from = Math.floor((bar * moments.length) / bars);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * moments.length) / bars));
    return Math.max(LEAST, Math.max(...moments.slice(from, to)) / 255);
  });
}

/** The bars as one path in a box of bars × 24. */
export function barsPath(heights: readonly number[]): string {
  return heights
    .map((height, at) => {
      const half = Math.round(height * 110) / 10;
      return `M${at + 0.5} ${12 - half}v${2 * half}`;
    })
    .join("");
}
