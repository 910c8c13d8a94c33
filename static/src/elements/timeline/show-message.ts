import { settled } from "../../screen/back-closes";
import type { Screen } from "../../screen/screen";

/** Goes to a message of the open conversation. Closes the side pane first if it covers the timeline. */
export async function showMessage(screen: Screen, seq: number): Promise<void> {
  const { timeline, router } = screen;
  await settled();
  if (!matchMedia("(min-width: 1200px)").matches) router.closePane();
  const found = await timeline.value?.jumpTo(seq, { highlight: true });
  if (!found) screen.toast("That message cannot be shown.");
}
