// Plays one sound or video at a time, and continues after a link has expired.

let playing: HTMLMediaElement | null = null;

/** Pauses the media that played before this one. */
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
 * Continues after an error. A link to the bytes is valid for a minute, and the same address returns a new one.
 * Returns false if the media failed repeatedly at one position, so that the error has another cause.
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
  // If it fails again, the next error event handles it.
  if (wasPlaying) media.play().catch(() => {});
  return true;
}
