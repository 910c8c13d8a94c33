import { signal } from "@preact/signals-core";

/** Says what became of an act, on the chat screen or a page of the settings. */
export class Speaker {
  /** A short passing word ("Link copied"), read aloud too. */
  readonly said = signal<{ text: string } | null>(null);

  say(text: string): void {
    this.said.value = { text };
  }

  /** Runs what the engine promises; a refusal is said in its own words. */
  async attempt(work: () => Promise<unknown>, done?: string): Promise<boolean> {
    try {
      await work();
    } catch (refusal) {
      this.say(sentence(refusal));
      return false;
    }
    if (done) this.say(done);
    return true;
  }
}

/** What a refusal says to people. */
export function sentence(refusal: unknown): string {
  return refusal instanceof Error ? refusal.message : "That did not work. Try again.";
}
