import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { Saved } from "../../models/api";
import type { Screen } from "../../screen/screen";
import { messageLine } from "../timeline/message-line";
import { offerReminder } from "./remind-menu";
import { goTo, markDone } from "./saved-acts";

/** The reminders that came while the page is open. Stays until the user does something about it. */
@customElement("reminder-toast")
export class ReminderToast extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @state() private entry: Saved | null = null;
  private asked = "";

  override render(): TemplateResult | typeof nothing {
    const { screen, entry } = this;
    const [first, ...others] = screen.chat.saved.fired.value;
    if (!first) return nothing;
    void this.fetch(first.conversation, first.seq);
    const isHere = entry?.conversation === first.conversation && entry.seq === first.seq;
    return html`<div class="toast lasting reminder" role="group" aria-label="Reminder">
      <span class="reminder-words">${icon("notify")}<span><strong>Reminder</strong> <span dir="auto">${isHere ? words(screen, entry) : ""}</span>
        ${others.length ? html`<span class="quiet">and ${others.length} more</span>` : nothing}</span></span>
      <span class="reminder-acts">
        ${others.length ? act("Show all", () => screen.router.goSaved()) : act("Show", () => goTo(screen, first))}
        <button class="button quiet" type="button" @click=${(event: Event) => offerReminder(screen, first, event.currentTarget as HTMLElement)}>Later</button>
        ${others.length ? nothing : act("Done", () => void markDone(screen, first))}
        <button class="icon-button" type="button" aria-label="Dismiss" @click=${() => screen.chat.saved.seen()}>${icon("close", 16)}</button>
      </span>
    </div>`;
  }

  /** Loads the note and the message of the reminder. Without them it is shown all the same. */
  private async fetch(conversation: string, seq: number): Promise<void> {
    const asked = `${conversation}/${seq}`;
    if (asked === this.asked) return;
    this.asked = asked;
    const page = await this.screen.chat.saved.page("open").catch(() => null);
    if (asked !== this.asked) return;
    this.entry = page?.items.find((each) => each.conversation === conversation && each.seq === seq) ?? null;
  }
}

function words(screen: Screen, { note, message }: Saved): string {
  if (note) return note;
  if (!message) return "A message that you saved";
  return `${screen.chat.people.get(message.sender).display_name}: ${messageLine(message, 120)}`;
}

function act(label: string, run: () => void): TemplateResult {
  return html`<button class="button quiet" type="button" @click=${run}>${label}</button>`;
}
