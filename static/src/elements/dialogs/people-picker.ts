import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { User } from "../../models/api";
import { type Screen, sentence } from "../../screen/screen";
import { avatar } from "../avatar";

const WAIT_MS = 150;

/** Finds people by name and collects the chosen ones. With `single` the first choice completes it. Fires "chosen". */
@customElement("people-picker")
export class PeoplePicker extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ type: Boolean }) single = false;
  /** People who are already members: shown, but not selectable. */
  @property({ attribute: false }) present: ReadonlySet<string> = new Set();
  @state() chosen: readonly User[] = [];
  @state() private users: readonly User[] | null = null;
  @state() private active = 0;
  @state() private word = "";
  @state() private error = "";
  @query("input") private readonly input!: HTMLInputElement;
  private timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.search();
  }

  override render(): TemplateResult {
    const active = this.users?.[this.active];
    return html`
      ${
        this.chosen.length > 0
          ? html`<ul class="chosen-people" role="list" aria-label="Chosen">${this.chosen.map(
              (user) => html`<li class="chip">${avatar(user, 24)}<span dir="auto">${user.display_name}</span>
                <button class="icon-button" type="button" aria-label="Remove ${user.display_name}" @click=${() => this.toggle(user)}>${icon("close", 16)}</button></li>`,
            )}</ul>`
          : nothing
      }
      <input class="input" type="text" role="combobox" data-first dir="auto" autocomplete="off" placeholder="Name or username"
        aria-label="Find people" aria-expanded="true" aria-controls="people-found" aria-activedescendant=${active ? `person-${active.id}` : nothing}
        .value=${this.word} @input=${this.typed} @keydown=${this.key} />
      <ul class="people pick" id="people-found" role="listbox" aria-label="People" aria-multiselectable=${!this.single}>
        ${repeat(
          this.users ?? [],
          (user) => user.id,
          (user, index) => this.person(user, index),
        )}
      </ul>
      <p class="quiet" role="status">${this.error || (this.users?.length === 0 ? "No people found." : "")}</p>
    `;
  }

  private person(user: User, index: number): TemplateResult {
    const there = this.present.has(user.id);
    const me = user.id === this.screen.chat.account.me.value.id;
    const chosen = this.chosen.some(({ id }) => id === user.id);
    return html`<li class="person option ${index === this.active ? "active" : ""}" id="person-${user.id}" role="option"
      aria-selected=${chosen} aria-disabled=${there} @click=${() => this.toggle(user)} @pointermove=${() => (this.active = index)}>
      ${avatar(user, 36, this.screen.chat.presence.of(user.id))}
      <span class="person-words"><span class="person-name" dir="auto">${user.display_name}${me ? html` <span class="quiet">(you)</span>` : nothing}</span><span class="person-line">@${user.username}</span></span>
      ${there && !me ? html`<span class="quiet">Already here</span>` : chosen ? icon("tick") : nothing}
    </li>`;
  }

  private toggle(user: User): void {
    if (this.present.has(user.id)) return;
    const without = this.chosen.filter(({ id }) => id !== user.id);
    this.chosen =
      without.length < this.chosen.length ? without : this.single ? [user] : [...this.chosen, user];
    if (!this.single && this.word) {
      this.word = "";
      void this.search();
    }
    this.input.focus();
    this.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
  }

  private typed(event: InputEvent): void {
    this.word = (event.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.search(), WAIT_MS);
  }

  private async search(): Promise<void> {
    const word = this.word.trim();
    try {
      const users = await this.screen.chat.people.search(word);
      if (word !== this.word.trim()) return;
      this.users = users;
      this.active = 0;
      this.error = "";
    } catch (refusal) {
      this.error = sentence(refusal);
    }
  }

  private key(event: KeyboardEvent): void {
    const users = this.users ?? [];
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined && users.length > 0) {
      event.preventDefault();
      this.active = (this.active + by + users.length) % users.length;
      this.querySelector(`#people-found > :nth-child(${this.active + 1})`)?.scrollIntoView({
        block: "nearest",
      });
    } else if (event.key === "Enter") {
      event.preventDefault();
      const user = users[this.active];
      if (user) this.toggle(user);
    } else if (event.key === "Backspace" && !this.word && this.chosen.length > 0) {
      this.toggle(this.chosen.at(-1)!);
    }
  }
}
