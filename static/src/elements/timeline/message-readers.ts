import { html, nothing, type TemplateResult } from "lit";
import type { MessageRow } from "../../models/api";
import { people } from "../../render/words";
import type { Screen } from "../../screen/screen";
import { avatar } from "../avatar";

const SHOWN = 3;

/** In groups: the pictures of the members whose last read message is this one. */
export function messageReaders(
  screen: Screen,
  conversation: string,
  row: MessageRow,
  readers: readonly string[],
): TemplateResult | typeof nothing {
  // The sender has read up to here by sending.
  const users = readers.filter((id) => id !== row.sender).map((id) => screen.chat.people.get(id));
  if (users.length === 0 || row.seq === null) return nothing;
  const { seq } = row;
  const label = `Read up to here by ${people(users.map((user) => user.display_name))}`;
  const faces = users.slice(0, SHOWN).map((user) => avatar(user, 16));
  const rest = users.length > SHOWN ? html`<span class="rest">+${users.length - SHOWN}</span>` : nothing;
  if (!row.mine) return html`<span class="message-readers" title=${label}>${faces}${rest}</span>`;
  return html`<button class="message-readers" type="button" aria-label=${label} title=${label}
    @click=${() => screen.show({ name: "readers", conversation, seq })}>${faces}${rest}</button>`;
}
