import { thumbHashToDataURL } from "thumbhash";
import { lazily } from "../helpers/lazily";

const known = new Map<string, string>();
const MOST_KNOWN = 500;

/** A placeholder picture of about twenty bytes as a data URL; null if the hash is invalid. */
export function placeholder(hash: string | null | undefined): string | null {
  if (!hash) return null;
  if (known.size >= MOST_KNOWN && !known.has(hash)) known.clear();
  return lazily(known, hash, () => decoded(hash)) || null;
}

function decoded(hash: string): string {
  try {
    return thumbHashToDataURL(bytesOf(hash));
  } catch {
    // If the placeholder is invalid, the box stays empty until its picture loads.
    return "";
  }
}

/** base64 to bytes. */
export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}
