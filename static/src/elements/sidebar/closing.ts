import type { ConversationItem } from "../../models/api";
import type { MenuItem } from "../../screen/floating";
import type { Screen } from "../../screen/screen";
import { withFile } from "../late-file";

type Questions = typeof import("./leaving");

const load = (): Promise<Questions> => import("./leaving");

/** Asks a question whose file is loaded only then. */
export function withQuestion(screen: Screen, ask: (questions: Questions) => void): () => void {
  return () => withFile(screen, load, ask);
}

/** The menu items with which owners close a group or channel (after a confirmation) or reopen it. */
export function closingMenu(screen: Screen, item: ConversationItem): MenuItem[] {
  const { conversation } = item;
  if (conversation.membership.role !== "owner") return [];
  if (conversation.closed_at)
    return [{ label: "Reopen", icon: "unlock", act: () => void reopen(screen, item.id) }];
  const ask = withQuestion(screen, (questions) => questions.askToClose(screen, item));
  return [{ label: "Close for everyone…", icon: "lock", act: ask }];
}

async function reopen(screen: Screen, id: string): Promise<void> {
  await screen.attempt(() => screen.chat.conversations.setClosed(id, false), "Reopened");
}
