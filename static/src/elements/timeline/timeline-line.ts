import { html, type TemplateResult } from "lit";
import type { LineRow, UserId } from "../../models/api";
import { fullTime } from "../../render/times";
import { count, listed } from "../../render/words";
import type { Screen } from "../../screen/screen";
import { openCard, pressed } from "../person-face";

const SHOWN = 3;

/** The verb for one person, and for several people or the user, if they did it themselves. */
const VERBS = {
  joined: ["joined", "joined"],
  left: ["left", "left"],
  added: ["was added", "were added"],
  removed: ["was removed", "were removed"],
} as const;

/** "Alice added Bob and 3 others", between the messages. Names open cards, and are tab stops while the line is the
 * current row. */
export function timelineLine(screen: Screen, row: LineRow): TemplateResult {
  return html`<p class="timeline-line" role="note" tabindex="-1" title=${fullTime(row.at)} @focusin=${hold} @focusout=${hold}><span>${words(screen, row)}</span></p>`;
}

function hold({ type, currentTarget, relatedTarget }: FocusEvent): void {
  const line = currentTarget as HTMLElement;
  const hasFocus = type === "focusin" || line.contains(relatedTarget as Node | null);
  for (const name of line.querySelectorAll<HTMLElement>(".line-name")) name.tabIndex = hasFocus ? 0 : -1;
}

function words(screen: Screen, { what, by, users, title, keepDays }: LineRow): TemplateResult {
  const actor = by ? name(screen, by, true) : null;
  if (what === "renamed") {
    const named = html`“<bdi>${title}</bdi>”`;
    return actor ? html`${actor} renamed this to ${named}` : html`This is now called ${named}`;
  }
  if (what === "closed" || what === "reopened") {
    return actor ? html`${actor} ${what} this conversation` : html`This conversation was ${what}`;
  }
  if (what === "kept") {
    if (!keepDays) return actor ? html`${actor} set messages to be kept` : html`Messages are now kept`;
    const days = count(keepDays, "day");
    return actor
      ? html`${actor} set messages to be deleted after ${days}`
      : html`Messages are now deleted after ${days}`;
  }
  if (actor) return html`${actor} ${what} ${names(screen, users, false)}`;
  const [ofOne, ofMany] = VERBS[what];
  const isMany = users.length > 1 || users[0] === screen.chat.account.me.value.id;
  return html`${names(screen, users, true)} ${isMany ? ofMany : ofOne}`;
}

function names(screen: Screen, users: readonly UserId[], begins: boolean): unknown[] {
  const me = screen.chat.account.me.value.id;
  // The user comes first.
  const ordered = [...users].sort((a, b) => Number(b === me) - Number(a === me));
  const named = ordered.length <= SHOWN ? ordered : ordered.slice(0, SHOWN - 1);
  const parts = named.map((user, at) => name(screen, user, begins && at === 0));
  const rest = ordered.length - named.length;
  return listed(rest > 0 ? [...parts, count(rest, "other")] : parts);
}

function name(screen: Screen, user: UserId, begins: boolean): TemplateResult | string {
  if (user === screen.chat.account.me.value.id) return begins ? "You" : "you";
  return html`<span class="line-name" role="button" tabindex="-1" aria-haspopup="dialog" @click=${openCard(screen, user)} @keydown=${pressed}><bdi>${screen.chat.people.get(user).display_name}</bdi></span>`;
}
