import type { Screen } from "../../screen/screen";
import type { Place } from "./remind-menu";

/** Saves a message for later, or removes it from the saved ones. */
export function toggleSaved(screen: Screen, place: Place): void {
  const { saved } = screen.chat;
  if (saved.mark(place.conversation, place.seq)) remove(screen, place);
  else void screen.attempt(() => saved.change("put", place), "Saved for later. Only you see this.");
}

/** Removes an entry with its note. */
export function remove(screen: Screen, place: Place): void {
  void screen.attempt(() => screen.chat.saved.change("delete", place), "Removed from your saved messages");
}

/** Marks an entry as done, which can be undone. */
export async function markDone(screen: Screen, place: Place): Promise<void> {
  const set = (done: boolean) => screen.attempt(() => screen.chat.saved.change("patch", place, { done }));
  if (await set(true)) screen.toast("Done", { label: "Undo", act: () => void set(false) });
}

/** Goes to the message of an entry. */
export function goTo(screen: Screen, { conversation, seq }: Place): void {
  screen.router.go(conversation, seq);
}
