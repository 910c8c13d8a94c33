// The profile page's "Change picture": the same dialog as in the chat.
import "./elements/media/picture-editor";
import type { PictureEditor } from "./elements/media/picture-editor";
import { installIcons } from "./icons/icon";
import type { Screen } from "./screen/screen";

installIcons();

/** Opens the picture editor, saves the result and reloads the page. */
export function editPicture(file: File, save: (picture: Blob) => Promise<void>): void {
  const editor = document.createElement("picture-editor") as PictureEditor;
  // This page has no chat: the dialog only needs a screen that removes it.
  editor.screen = { closed: () => editor.remove() } as unknown as Screen;
  editor.request = { name: "edit-picture", heading: "Your picture", file, save };
  document.body.append(editor);
}
