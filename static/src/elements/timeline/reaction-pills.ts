import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../../icons/icon";
import type { MessageRow } from "../../models/api";
import { people } from "../../render/words";
import type { Screen } from "../../screen/screen";

/** The reactions to a message: one pill for each emoji, pressed if the user added it. */
export function reactionPills(
  screen: Screen,
  conversation: string,
  row: MessageRow,
): TemplateResult | typeof nothing {
  const reactions = Object.entries(row.reactions).filter(([, users]) => users.length > 0);
  const { seq } = row;
  if (reactions.length === 0 || seq === null || row.content.kind === "deleted") return nothing;
  const me = screen.chat.account.me.value.id;
  const isClosed = Boolean(screen.chat.conversations.get(conversation)?.conversation.closed_at);
  const toggle = (emoji: string, mine: boolean) =>
    screen.chat.messages.perform(mine ? "reaction.remove" : "reaction.add", { conversation, seq, emoji });
  const names = (users: readonly string[]) =>
    people(
      users.map((id) => (id === me ? "You" : screen.chat.people.get(id).display_name)),
      6,
    );
  return html`<div class="reaction-pills" role="group" aria-label="Reactions">
    ${repeat(
      reactions,
      ([emoji]) => emoji,
      ([emoji, users]) => html`<button
        class="pill"
        type="button"
        aria-pressed=${users.includes(me)}
        aria-label="${emoji} ${users.length}, ${names(users)}"
        title=${names(users)}
        ?disabled=${isClosed}
        @click=${() => toggle(emoji, users.includes(me))}
      ><span class="emoji">${emoji}</span><span class="tabular">${users.length}</span></button>`,
    )}
    <button
      class="pill add"
      type="button"
      aria-label="Add a reaction"
      title="Add a reaction"
      ?hidden=${isClosed}
      @click=${(event: MouseEvent) => {
        screen.picker.value = {
          anchor: event.currentTarget as HTMLElement,
          pick: (emoji) => toggle(emoji, false),
        };
      }}
    >${icon("react", 16)}</button>
  </div>`;
}
