import { signal } from "@preact/signals-core";

export interface Toast {
  text: string;
  /** An action that is offered with it, such as "Undo". */
  button?: { label: string; act: () => void };
}

/** Shows the result of an action, on the chat screen or a settings page. */
export class Speaker {
  /** The last toast ("Link copied"), which screen readers announce. */
  readonly lastToast = signal<Toast | null>(null);

  toast(text: string, button?: Toast["button"]): void {
    this.lastToast.value = button ? { text, button } : { text };
  }

  /** Runs an action of the engine, and shows the message if it is refused. */
  async attempt(work: () => Promise<unknown>, done?: string): Promise<boolean> {
    try {
      await work();
    } catch (refusal) {
      this.toast(sentence(refusal));
      return false;
    }
    if (done) this.toast(done);
    return true;
  }
}

/** The message of a refusal, for the user. */
export function sentence(refusal: unknown): string {
  return refusal instanceof Error ? refusal.message : "That did not work. Try again.";
}
