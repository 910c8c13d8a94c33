import { thumbHashToDataURL } from "thumbhash";
import { lazily } from "../helpers/lazily";

const known = new Map<string, string>();
const MOST_KNOWN = 500;

/** A picture of some twenty bytes, for the eye until the real one is there: a data URL, or nothing where it is broken. */
export function placeholder(hash: string | null | undefined): string | null {
  if (!hash) return null;
  if (known.size >= MOST_KNOWN && !known.has(hash)) known.clear();
  return lazily(known, hash, () => decoded(hash)) || null;
}

function decoded(hash: string): string {
  try {
    return thumbHashToDataURL(bytesOf(hash));
  } catch {
    // A placeholder that cannot be read is none: the box stays empty until its picture comes.
    return "";
  }
}

/** base64 to bytes. */
export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}
