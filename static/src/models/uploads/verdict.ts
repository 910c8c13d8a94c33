import type { Calls } from "../../connection/calls";
import { isPassing, Refused } from "../../connection/errors";
import { refusalWords } from "../../render/refusals";

const GONE = "The file is not on the server any more. Attach it again.";

/** What the server thinks of a file that it has. `refusal`: why it does not take it, in words for people. */
export interface Verdict {
  isFinal: boolean;
  refusal: string | null;
}

export async function verdictOn(slot: string, calls: Calls): Promise<Verdict> {
  try {
    const { state, reason } = await calls.attachment(slot);
    return { isFinal: state !== "pending", refusal: state === "rejected" ? refusalWords(reason) : null };
  } catch (error) {
    if (isPassing(error)) return { isFinal: false, refusal: null };
    if (error instanceof Refused) return { isFinal: true, refusal: GONE };
    throw error;
  }
}
