import type { Attachment } from "../protocol/wire";

/** Of a recorded voice message: how long it is in ms, and how loud, as on the wire. */
export interface Voice {
  duration_ms: number;
  waveform: string;
}

/** An attachment as the screen shows it: what the server knows of it, and what only this browser does. */
export interface Shown extends Attachment {
  /** An object URL of the file itself, while it is at hand here. */
  local?: string;
  /** How much of it is there, 0 to 1, while it is on its way from here. */
  progress?: number;
  /** Why it does not go on its way, in words for people. */
  error?: string;
}
