// Saved messages: one file, loaded when the view, a reminder or one of their dialogs is first shown.
import "./note-dialog";
import "./remind-dialog";
import "./reminder-toast";
import "./saved-view";

export { offerReminder } from "./remind-menu";
export { toggleSaved } from "./saved-acts";
