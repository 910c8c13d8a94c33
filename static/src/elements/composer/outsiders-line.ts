import { html, type TemplateResult } from "lit";
import type { ConversationItem, UserId } from "../../models/api";
import { people } from "../../render/words";
import type { Screen } from "../../screen/screen";

/** (reactive) Says which mentioned people are not in the conversation, and offers to invite them. */
export function outsidersLine(
  screen: Screen,
  item: ConversationItem,
  users: readonly UserId[],
  done: () => void,
): TemplateResult {
  const names = users.map((id) => screen.chat.people.get(id).display_name);
  const invite = async (): Promise<void> => {
    done();
    await screen.attempt(async () => {
      const added = await Promise.all(users.map((user) => screen.chat.members.add(item.id, user)));
      if (added.includes(false)) screen.toast("They are asked first, and are here once they accept.");
    });
  };
  return html`<p class="outsiders-line" role="status">
    <span dir="auto">${people(names)} ${users.length > 1 ? "are" : "is"} not here.</span>
    <button class="link-button" type="button" @click=${() => void invite()}>Invite</button>
    <button class="link-button" type="button" @click=${done}>Not now</button>
  </p>`;
}
