import { signal } from "@preact/signals-core";

/** Shows the result of an action, on the chat screen or a settings page. */
export class Speaker {
  /** The last toast ("Link copied"), which screen readers announce. */
  readonly lastToast = signal<{ text: string } | null>(null);

  toast(text: string): void {
    this.lastToast.value = { text };
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
