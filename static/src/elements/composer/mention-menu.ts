import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { Channel, ConversationItem, Mention, User } from "../../models/api";
import { count } from "../../render/words";
import { type Choice, peopleFor, placesFor, type Typed, typedAt } from "../../screen/mentioning";
import type { Screen } from "../../screen/screen";
import { avatar, conversationAvatar } from "../avatar";

export { mentionsOf, outsidersIn, questionBefore } from "../../screen/mentioning";
export { outsidersLine } from "./outsiders-line";

const WAIT_MS = 150;
const LIST = "mention-choices";
/** What the text field has while the menu is open. */
const ATTRIBUTES = ["aria-autocomplete", "aria-controls", "aria-activedescendant"];
/** The text field stays focused while the menu is used. */
const keepFocus = (event: Event): void => event.preventDefault();

/** The menu above the composer while an @ or # is typed. Fires "chosen" with the mention once it is in the text. */
@customElement("mention-menu")
export class MentionMenu extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) item!: ConversationItem;
  @property({ attribute: false }) isEdit = false;
  @state() private typed: Typed | null = null;
  @state() private active = 0;
  @state() private users: readonly User[] = [];
  @state() private channels: readonly Channel[] = [];
  /** The position of the sign whose menu was closed. */
  private closedAt = -1;
  private timer = 0;
  private choices: readonly Choice[] = [];
  private readonly listening = new AbortController();

  private get field(): HTMLTextAreaElement {
    return this.closest("form")!.querySelector("textarea")!;
  }

  override firstUpdated(): void {
    if (!this.isConnected) return;
    const { field } = this;
    const { signal } = this.listening;
    for (const event of ["input", "click", "keyup", "focus"])
      field.addEventListener(event, () => this.look(), { signal });
    field.addEventListener("blur", () => this.look(), { signal });
    // Before the composer's own keys.
    field.addEventListener("keydown", (event) => this.key(event), { signal, capture: true });
    this.look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.listening.abort();
    const field = document.querySelector(`[aria-controls=${LIST}]`);
    for (const name of ATTRIBUTES) field?.removeAttribute(name);
  }

  override render(): TemplateResult {
    const { typed } = this;
    this.choices = !typed ? [] : this.choicesFor(typed);
    this.active = Math.min(this.active, Math.max(0, this.choices.length - 1));
    const isPeople = typed?.sign !== "#";
    return html`<ul class="mention-menu" popover="manual" id=${LIST} role="listbox" tabindex="0" @mousedown=${keepFocus} aria-label=${isPeople ? "People to mention" : "Conversations to mention"}>
        ${repeat(
          this.choices,
          ({ key }) => key,
          (choice, index) => this.option(choice, index),
        )}
      </ul>
      <span class="aside" role="status">${this.choices.length ? count(this.choices.length, "suggestion") : ""}</span>`;
  }

  private choicesFor({ sign, word }: Typed): readonly Choice[] {
    if (sign === "#") return placesFor(this.screen, word, this.channels);
    const choices = peopleFor(this.screen, this.item, word, this.users);
    return this.isEdit ? choices.filter(({ target }) => target.user) : choices;
  }

  private option(choice: Choice, index: number): TemplateResult {
    const { user, item, name, line, isOutside } = choice;
    const face = user ? avatar(user, 24) : item ? conversationAvatar(item, 24) : icon("channel", 16);
    return html`<li class="person option ${index === this.active ? "active" : ""}" id="mention-${choice.key}" role="option"
      aria-selected=${index === this.active}
      @click=${() => this.choose(choice)} @pointermove=${() => (this.active = index)}>
      ${user || item || choice.target.conversation ? face : html`<span class="mention-sign" aria-hidden="true">@</span>`}
      <span class="person-words"><span class="person-name" dir="auto">${name}</span><span class="person-line" dir="auto">${line}</span></span>
      ${isOutside ? html`<span class="quiet">not in this conversation</span>` : nothing}
    </li>`;
  }

  protected override updated(): void {
    // The last update may come after the composer is gone.
    if (!this.isConnected) return;
    const list = this.querySelector<HTMLElement>(`#${LIST}`)!;
    const { field, choices } = this;
    const isOpen = choices.length > 0;
    if (isOpen !== list.matches(":popover-open")) list.togglePopover(isOpen);
    if (!isOpen) {
      for (const name of ATTRIBUTES) field.removeAttribute(name);
      return;
    }
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", LIST);
    field.setAttribute("aria-activedescendant", `mention-${choices[this.active]!.key}`);
    this.place(list);
    list.children[this.active]?.scrollIntoView({ block: "nearest" });
  }

  /** Above the composer, with its text field visible. */
  private place(list: HTMLElement): void {
    const { left, right, top, width } = this.closest("form")!.getBoundingClientRect();
    const wide = Math.min(width, 380);
    const isRtl = getComputedStyle(this).direction === "rtl";
    list.style.width = `${wide}px`;
    list.style.left = `${isRtl ? right - wide : left}px`;
    list.style.maxHeight = `${Math.max(96, Math.min(320, top - (visualViewport?.offsetTop ?? 0) - 12))}px`;
    list.style.top = `${top - list.offsetHeight - 6}px`;
  }

  private look(): void {
    if (!this.isConnected) return;
    const { field } = this;
    const typed =
      document.activeElement === field && field.selectionStart === field.selectionEnd
        ? typedAt(field.value, field.selectionStart)
        : null;
    if (typed?.at !== this.closedAt) this.closedAt = -1;
    const shown = typed && typed.at !== this.closedAt ? typed : null;
    if (shown?.sign === this.typed?.sign && shown?.word === this.typed?.word && shown?.at === this.typed?.at)
      return;
    this.typed = shown;
    this.active = 0;
    clearTimeout(this.timer);
    if (shown) this.timer = window.setTimeout(() => void this.search(shown), WAIT_MS);
  }

  /** Asks the server for those whom this page does not know. Without an answer the known ones stay. */
  private async search(typed: Typed): Promise<void> {
    const { conversations, people } = this.screen.chat;
    if (!typed.word) return;
    if (typed.sign === "@") this.users = await people.search(typed.word).catch(() => []);
    else
      this.channels = (
        await conversations.searchChannels(typed.word).catch(() => ({ items: [] as Channel[] }))
      ).items;
  }

  private close(): void {
    this.closedAt = this.typed?.at ?? -1;
    this.typed = null;
  }

  private key(event: KeyboardEvent): void {
    const { choices } = this;
    if (!choices.length || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) this.active = (this.active + by + choices.length) % choices.length;
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey)
      this.choose(choices[this.active]!);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  private choose({ text, target }: Choice): void {
    const { field, typed } = this;
    if (!typed) return;
    const isSpaced = /^\s/.test(field.value.slice(field.selectionStart));
    field.focus();
    field.setRangeText(isSpaced ? text : `${text} `, typed.at, field.selectionStart, "end");
    const detail: Mention = { ...target, offset: typed.at, length: text.length };
    this.typed = null;
    this.dispatchEvent(new CustomEvent("chosen", { detail, bubbles: true }));
  }
}
