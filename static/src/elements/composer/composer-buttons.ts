import { html, type TemplateResult } from "lit";
import { icon } from "../../icons/icon";
import type { Draft } from "../../models/api";

export function sender({ editing }: Draft, ready: boolean): TemplateResult {
  const verb = editing === null ? "Send" : "Save";
  return html`<button class="send-button ${ready ? "ready" : ""}" type="submit" ?disabled=${!ready} aria-label=${verb} title=${verb}>${icon(editing === null ? "send" : "tick")}</button>`;
}

/** Only on phones. */
export function camera(onChosen: (event: Event) => void): TemplateResult {
  const choose = ({ currentTarget }: Event): void =>
    ((currentTarget as HTMLElement).nextElementSibling as HTMLInputElement).click();
  return html`<button class="icon-button composer-attach camera" type="button" aria-label="Take a picture" title="Take a picture" @click=${choose}>${icon("camera")}</button>
    <input class="camera-chooser" type="file" accept="image/*,video/*" capture="environment" hidden @change=${onChosen} />`;
}

export function microphone(onPress: (event: PointerEvent) => void, onClick: () => void): TemplateResult {
  return html`<button class="icon-button microphone" type="button" aria-label="Record a voice message" title="Record a voice message"
    @pointerdown=${onPress} @click=${onClick} @contextmenu=${(event: Event) => event.preventDefault()}>${icon("voice")}</button>`;
}
