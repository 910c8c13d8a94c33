// The profile page's "Change picture": the same dialog as in the chat.
import "./elements/media/picture-editor";
import type { PictureEditor } from "./elements/media/picture-editor";
import { installIcons } from "./icons/icon";
import type { Screen } from "./screen/screen";

installIcons();

/** Lets the picture be cut, keeps it, and shows the page again with it. */
export function editPicture(file: File, save: (picture: Blob) => Promise<void>): void {
  const editor = document.createElement("picture-editor") as PictureEditor;
  // There is no chat here: all that the dialog asks of a screen is to be taken away.
  editor.screen = { closed: () => editor.remove() } as unknown as Screen;
  editor.request = { name: "edit-picture", heading: "Your picture", file, save };
  document.body.append(editor);
}
