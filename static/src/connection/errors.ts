import type { ErrorBody } from "../protocol/wire";

/** Every promise of the engine rejects with this; `message` is a sentence for the user. */
export interface Refusal extends Error {
  readonly code: string;
  readonly error: ErrorBody;
}

/** The server refused the request. */
export class Refused extends Error implements Refusal {
  readonly code: string;

  constructor(readonly error: ErrorBody) {
    super(sentence(error));
    this.name = "Refused";
    this.code = error.code;
  }
}

/** No response: the network or the server is unavailable. The request may still have been carried out. */
export class Unreachable extends Error implements Refusal {
  readonly code = "unreachable";
  readonly error: ErrorBody = { code: "unreachable", detail: "" };

  /** `isFault`: the server closed the connection because of something this client sent. */
  constructor(readonly isFault = false) {
    super("The server cannot be reached right now.");
    this.name = "Unreachable";
  }
}

const SENTENCES: Record<string, string> = {
  not_authenticated: "You are signed out.",
  token_invalid: "You are signed out.",
  not_found: "This does not exist any more, or you cannot see it.",
  client_id_used: "This message was already sent somewhere else.",
  last_owner: "Make someone else an owner first.",
  rate_limited: "That was a little fast. Try again in a moment.",
  unavailable: "The server is busy. Try again in a moment.",
};

/** A sentence for the user; the server's own message if the error is about their input, or names a limit. */
export function sentence(error: ErrorBody): string {
  if (error.code === "too_large") return error.detail || "This is too long.";
  if (error.code === "invalid" || error.code === "conflict") {
    const [field] = Object.values(error.fields ?? {}).flat();
    return error.detail || field || "This cannot be accepted.";
  }
  if (error.code === "forbidden") return error.detail || "You are not allowed to do this.";
  return SENTENCES[error.code] ?? (error.detail || "This did not work.");
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof Refused && (error.code === "not_authenticated" || error.code === "token_invalid");
}

/** Whether the user has to accept a new version of the terms first. */
export function isUnaccepted(error: unknown): boolean {
  return error instanceof Refused && error.code === "terms_required";
}

/** Whether the same request may succeed later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  return error instanceof Refused && (error.code === "rate_limited" || error.code === "unavailable");
}

export function retryAfter(error: unknown, otherwise: number): number {
  return (error instanceof Refused && error.error.retry_after_ms) || otherwise;
}
