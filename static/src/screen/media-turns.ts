// Sounds and films: one at a time, and going on where a link has run out.

let playing: HTMLMediaElement | null = null;

/** This one plays now; what played before pauses. */
export function takeTurn(media: HTMLMediaElement): void {
  if (playing && playing !== media) playing.pause();
  playing = media;
}

export function giveTurn(media: HTMLMediaElement): void {
  if (playing === media) playing = null;
}

const PATIENCE = 3;
const tries = new WeakMap<HTMLMediaElement, { at: number; left: number }>();

/**
 * A link to the bytes lives for a minute. When it is refused, the same address gives a new one, and it goes on where
 * it was. False: it failed at one place again and again, so it is something else.
 */
export function goOn(media: HTMLMediaElement): boolean {
  const at = media.currentTime;
  const before = tries.get(media);
  const left = before && Math.abs(before.at - at) < 0.5 ? before.left - 1 : PATIENCE;
  if (left === 0) {
    tries.delete(media);
    return false;
  }
  tries.set(media, { at, left });
  const wasPlaying = !media.paused;
  media.addEventListener(
    "loadedmetadata",
    () => {
      media.currentTime = at;
    },
    { once: true },
  );
  media.load();
  // Refused once more, it is told by the next error.
  if (wasPlaying) media.play().catch(() => {});
  return true;
}
