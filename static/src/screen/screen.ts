// The state that the elements share: the engine, the route, and the dialogs and menus.

import { type Signal, signal } from "@preact/signals-core";
import type { Chat, ConversationItem, Timeline } from "../models/api";
import { LIMITS } from "../protocol/generated";
import type { DialogRequest } from "./dialogs";
import type { MenuRequest, PickerRequest } from "./floating";
import type { MessageSearch } from "./message-search";
import { Router } from "./router";
import { Speaker } from "./speaker";

export { sentence } from "./speaker";

const MOST_FILES = LIMITS.attachments;

export class Screen extends Speaker {
  readonly router = new Router();
  readonly dialogs: Signal<readonly DialogRequest[]> = signal([]);
  readonly menu = signal<MenuRequest | null>(null);
  readonly picker = signal<PickerRequest | null>(null);
  /** The search whose result the user went to. */
  readonly search = signal<MessageSearch | null>(null);
  /** The timeline in view. */
  readonly timeline = signal<Timeline | null>(null);

  constructor(readonly chat: Chat) {
    super();
  }

  show(dialog: DialogRequest): void {
    this.dialogs.value = [...this.dialogs.value, dialog];
  }

  /** Opens the search in messages: for a text in all, otherwise in the conversation in view if there is one. */
  find(text = ""): void {
    const conversation = text ? null : this.router.route.value.conversation;
    this.show({ name: "search", conversation, text });
  }

  closed(dialog: DialogRequest): void {
    this.dialogs.value = this.dialogs.value.filter((other) => other !== dialog);
  }

  /** Adds files to the draft, up to the limit of a message. */
  attach(conversation: string, files: readonly File[]): void {
    const fit = files.filter(({ size }) => size > 0);
    if (fit.length < files.length) this.toast("Empty files and folders cannot be sent.");
    const room = MOST_FILES - this.chat.files.attached(conversation).length;
    if (fit.length > room)
      this.toast(`A message can have at most ${MOST_FILES} files. Send the others in another message.`);
    this.chat.files.attach(conversation, fit.slice(0, Math.max(0, room)));
  }

  go(item: ConversationItem): void {
    this.router.go(item.id);
  }

  async copy(text: string, done: string): Promise<void> {
    await this.attempt(() => navigator.clipboard.writeText(text), done);
  }
}
