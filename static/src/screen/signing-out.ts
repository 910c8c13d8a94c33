import { count } from "../render/words";
import type { Screen } from "./screen";

/** Signs out. Asks first if that deletes unsent messages or drafts. */
export function signOut(screen: Screen): void {
  const leave = async (): Promise<void> => {
    await screen.attempt(() => screen.chat.session.signOut());
  };
  const loss = lossOf(screen.chat.session.unsent());
  if (!loss) return void leave();
  screen.show({
    name: "confirm",
    heading: "Sign out?",
    text: loss,
    stay: "Stay",
    verb: "Sign out anyway",
    danger: true,
    act: leave,
  });
}

/** Describes what signing out deletes; empty if nothing. */
export function lossOf({ messages, drafts }: { messages: number; drafts: number }): string {
  const parts = [
    messages && `${count(messages, "message")} ${messages === 1 ? "is" : "are"} not sent yet`,
    drafts && `${count(drafts, "draft")} ${drafts === 1 ? "is" : "are"} in this browser only`,
  ].filter(Boolean);
  if (!parts.length) return "";
  return `${parts.join(", and ")}. Signing out deletes ${messages + drafts === 1 ? "it" : "them"}.`;
}
