import { html, type TemplateResult } from "lit";
import type { Presence, User, UserId } from "../models/api";
import type { Screen } from "../screen/screen";
import { avatar } from "./avatar";

/** Opens the person's card when their face or name is pressed. */
export function openCard(screen: Screen, user: UserId): () => void {
  return () => screen.show({ name: "person", user });
}

/** Handles Enter and Space for a button role on an inline element. Button elements do not wrap like text. */
export function pressed(event: KeyboardEvent): void {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  (event.currentTarget as HTMLElement).click();
}

export interface LineOptions {
  /** Below the name; the username by default. */
  line?: string;
  presence?: Presence;
  /** After the name, in a muted color. */
  note?: string;
  open?: () => void;
}

/** A picture and a name in a list, which open the person's card. */
export function personButton(
  screen: Screen,
  user: User,
  { line, presence, note = "", open = openCard(screen, user.id) }: LineOptions = {},
): TemplateResult {
  return html`<button class="person-button" type="button" aria-haspopup="dialog" @click=${open}>
    ${avatar(user, 36, presence)}
    <span class="person-words">
      <span class="person-name"><span dir="auto">${user.display_name}</span>${note ? html`<span class="quiet"> ${note}</span>` : ""}</span>
      <span class="person-line">${line ?? (user.username && `@${user.username}`)}</span>
    </span>
  </button>`;
}
