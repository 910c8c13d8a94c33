// What the elements share: the engine, where the reader is, and what floats above the page.

import { type Signal, signal } from "@preact/signals-core";
import type { Chat, ConversationItem, Timeline } from "../models/api";
import { LIMITS } from "../protocol/generated";
import type { DialogRequest } from "./dialogs";
import type { MenuRequest, PickerRequest } from "./floating";
import { Router } from "./router";

const MOST_FILES = LIMITS.attachments;

export class Screen {
  readonly router = new Router();
  readonly dialogs: Signal<readonly DialogRequest[]> = signal([]);
  readonly menu = signal<MenuRequest | null>(null);
  readonly picker = signal<PickerRequest | null>(null);
  /** The timeline in view. */
  readonly timeline = signal<Timeline | null>(null);
  /** A short passing word ("Link copied"), read aloud too. */
  readonly said = signal<{ text: string } | null>(null);

  constructor(readonly chat: Chat) {}

  show(dialog: DialogRequest): void {
    this.dialogs.value = [...this.dialogs.value, dialog];
  }

  closed(dialog: DialogRequest): void {
    this.dialogs.value = this.dialogs.value.filter((other) => other !== dialog);
  }

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

  /** Files beside the text that is being written, as many as a message takes. */
  attach(conversation: string, files: readonly File[]): void {
    const fit = files.filter(({ size }) => size > 0);
    if (fit.length < files.length) this.say("An empty file, or a folder, cannot be sent.");
    const room = MOST_FILES - this.chat.attached(conversation).length;
    if (fit.length > room) this.say(`A message takes ${MOST_FILES} files. Send the others in another one.`);
    this.chat.attach(conversation, fit.slice(0, Math.max(0, room)));
  }

  go(item: ConversationItem): void {
    this.router.go(item.id);
  }

  async copy(text: string, done: string): Promise<void> {
    await this.attempt(() => navigator.clipboard.writeText(text), done);
  }
}

/** What a refusal says to people. */
export function sentence(refusal: unknown): string {
  return refusal instanceof Error ? refusal.message : "That did not work. Try again.";
}
