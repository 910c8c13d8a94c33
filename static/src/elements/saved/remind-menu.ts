import { zoneOf } from "../../helpers/zoned-time";
import type { SavedMark } from "../../models/api";
import type { MenuItem, MenuRequest } from "../../screen/floating";
import type { Screen } from "../../screen/screen";
import { longTime, reminderTimes } from "./reminder-times";

export type Place = Pick<SavedMark, "conversation" | "seq">;

/** The times for a reminder of a message, which is saved with it if it is not saved yet. */
function remindMenu(screen: Screen, place: Place, anchor: HTMLElement): MenuRequest {
  const { conversation, seq } = place;
  const zone = zoneOf(screen.chat.account.me.peek());
  const mark = screen.chat.saved.mark(conversation, seq);
  const items: MenuItem[] = reminderTimes(Date.now(), zone).map(({ label, hint, at }) => ({
    label,
    icon: "clock",
    shortcut: hint,
    act: () => void remindAt(screen, place, Date.parse(at)),
  }));
  items.push({
    label: "Date and time…",
    icon: "edit",
    act: () => screen.show({ name: "remind", conversation, seq }),
  });
  if (mark?.remind_at)
    items.push({
      label: "No reminder",
      icon: "close",
      act: () =>
        void screen.attempt(
          () => screen.chat.saved.change("patch", place, { remind_at: null }),
          "You will not be reminded",
        ),
    });
  return { anchor, label: "Remind me", items };
}

/** Sets the reminder of a message, and says when it comes. Resolves to whether that was accepted. */
export function remindAt(screen: Screen, place: Place, at: number): Promise<boolean> {
  const { account, saved } = screen.chat;
  const remind_at = new Date(at).toISOString();
  return screen.attempt(
    () => saved.change("put", place, { remind_at }),
    `You will be reminded on ${longTime(at, zoneOf(account.me.peek()))}`,
  );
}

/** Opens that menu next to an anchor. */
export function offerReminder(screen: Screen, place: Place, anchor: HTMLElement): void {
  screen.menu.value = remindMenu(screen, place, anchor);
}
