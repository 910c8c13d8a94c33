import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../icons/icon";
import type { Screen } from "../../screen/screen";

export interface Picturing {
  heading: string;
  has: boolean;
  save: (picture: Blob | null) => Promise<void>;
}

/** Buttons to change and to remove a picture. */
export function pictureButtons(screen: Screen, { heading, has, save }: Picturing): TemplateResult {
  const chosen = (event: Event) => {
    const field = event.target as HTMLInputElement;
    const [file] = field.files ?? [];
    field.value = "";
    if (file) screen.show({ name: "edit-picture", heading, file, save });
  };
  return html`<div class="picture-buttons">
    <label class="button">${icon("camera", 16)} ${has ? "Change picture" : "Add a picture"}
      <input class="aside" type="file" accept="image/png,image/jpeg,image/webp,image/gif,image/avif" @change=${chosen} />
    </label>
    ${
      has
        ? html`<button class="button quiet" type="button" @click=${() => void screen.attempt(() => save(null), "Picture removed")}>Remove</button>`
        : nothing
    }
  </div>`;
}
