import type { Calls } from "../../connection/calls";
import { isPassing, Refused } from "../../connection/errors";
import { refusalWords } from "../../render/refusals";

const GONE = "The file is not on the server any more. Attach it again.";

/** The server's decision about an uploaded file. `refusal` is the reason, as a sentence for the user. */
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
