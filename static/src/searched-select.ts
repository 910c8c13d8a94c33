// A search field for a long select on a plain page. The select keeps the choice and is submitted with the form.
import { html, nothing, render, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { fold } from "./helpers/fold";

const MOST_SHOWN = 50;

interface Choice {
  value: string;
  label: string;
  group: string;
  haystack: string;
}

export function offerSearch(select: HTMLSelectElement): void {
  new SearchedSelect(select).draw();
}

class SearchedSelect {
  private readonly place = document.createElement("div");
  private readonly choices: Choice[];
  private isOpen = false;
  /** The typed text; null if nothing was typed yet. */
  private word: string | null = null;
  private active = 0;

  constructor(private readonly select: HTMLSelectElement) {
    this.choices = [...select.options].map((option) => choiceOf(option));
    this.place.className = "searched-select";
    this.place.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.place.contains(relatedTarget as Node | null)) this.close();
    });
    select.hidden = true;
    select.after(this.place);
    const label = document.querySelector<HTMLLabelElement>(`label[for="${select.id}"]`);
    if (label) label.htmlFor = this.id("search");
  }

  draw(): void {
    const { isOpen } = this;
    const matches = isOpen ? this.matches() : [];
    render(
      html`<input id=${this.id("search")} type="text" role="combobox" autocomplete="off" spellcheck="false" aria-autocomplete="list"
          aria-expanded=${isOpen} aria-controls=${this.id("list")}
          aria-activedescendant=${isOpen && matches[this.active] ? this.id(String(this.active)) : nothing}
          .value=${live(this.word ?? this.chosen.label)}
          @click=${this.open} @input=${this.typed} @keydown=${this.key} />
        <ul id=${this.id("list")} class="found" role="listbox" ?hidden=${!isOpen}>
          ${matches.map((choice, index) => this.option(choice, index, matches[index - 1]?.group))}
        </ul>
        <p class="help" role="status">${isOpen && !matches.length ? "No matches." : nothing}</p>
        ${this.suggestion()}`,
      this.place,
      { host: this },
    );
    this.place.querySelector(".active")?.scrollIntoView({ block: "nearest" });
  }

  private option(choice: Choice, index: number, before: string | undefined): TemplateResult {
    const isChosen = choice.value === this.select.value;
    return html`${choice.group && choice.group !== before ? html`<li class="group" role="presentation">${choice.group}</li>` : nothing}
      <li id=${this.id(String(index))} class=${index === this.active ? "active" : ""} role="option" aria-selected=${isChosen}
        @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => this.choose(choice)}>${choice.label}</li>`;
  }

  /** Suggests the browser's own zone if another one is chosen. */
  private suggestion(): TemplateResult | typeof nothing {
    if (this.select.dataset.timeZone === undefined || this.isOpen) return nothing;
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    if (!timeZone || timeZone === this.select.value) return nothing;
    const choice = this.choices.find(({ value }) => value === timeZone) ?? this.add(timeZone);
    return html`<p class="help">Your browser’s time zone is ${choice.label}.
      <button class="link-button" type="button" @click=${() => this.choose(choice)}>Use it</button></p>`;
  }

  /** Adds a zone under its older name. */
  private add(zone: string): Choice {
    const option = new Option(zone.replaceAll("_", " "), zone);
    this.select.add(option);
    const choice = choiceOf(option);
    this.choices.push(choice);
    return choice;
  }

  private get chosen(): Choice {
    return this.choices.find(({ value }) => value === this.select.value) ?? this.choices[0]!;
  }

  private matches(): Choice[] {
    const words = fold(this.word ?? "")
      .split(/[\s,/_]+/)
      .filter(Boolean);
    if (!words.length) return this.choices;
    return this.choices
      .filter(({ haystack }) => words.every((word) => haystack.includes(word)))
      .slice(0, MOST_SHOWN);
  }

  private readonly open = (event?: Event): void => {
    if (this.isOpen) return;
    this.isOpen = true;
    this.active = this.choices.indexOf(this.chosen);
    this.draw();
    (event?.target as HTMLInputElement | undefined)?.select();
  };

  private close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.word = null;
    this.draw();
  }

  private choose({ value }: Choice): void {
    this.select.value = value;
    this.close();
    this.draw();
  }

  private readonly typed = (event: Event): void => {
    this.isOpen = true;
    this.word = (event.target as HTMLInputElement).value;
    this.active = 0;
    this.draw();
  };

  private readonly key = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.move(step);
    } else if (event.key === "Enter" && this.isOpen) {
      event.preventDefault();
      const choice = this.matches()[this.active];
      if (choice) this.choose(choice);
    } else if (event.key === "Escape") {
      this.close();
    }
  };

  private move(step: number): void {
    const { length } = this.matches();
    if (!this.isOpen) this.open();
    else if (length) this.active = (this.active + step + length) % length;
    this.draw();
  }

  private id(part: string): string {
    return `${this.select.id}-${part}`;
  }
}

function choiceOf(option: HTMLOptionElement): Choice {
  const label = option.text.trim();
  const group = option.closest("optgroup")?.label ?? "";
  return { value: option.value, label, group, haystack: fold(`${label} ${option.value}`) };
}
