import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import { dismiss, isDismissed } from "../../screen/dismissed";
import type { Screen } from "../../screen/screen";

/** The state of the server: whether it is read-only or was updated, and the notices of the staff. */
@customElement("server-banner")
export class ServerBanner extends Watcher {
  @property({ attribute: false }) screen!: Screen;

  override render(): TemplateResult {
    const { renewal, connection } = this.screen.chat;
    const { readOnly, notices } = connection.server.value;
    const build = renewal.due.value;
    const current = notices.filter(({ id }) => !isDismissed(id));
    return html`<div role="status">
      ${readOnly ? html`<p class="server-banner">The server is read-only for now. Your messages are sent when it accepts changes again. ${readOnly.reason}</p>` : nothing}
      ${
        build && !isDismissed(build)
          ? html`<p class="server-banner"><span>Parlance was updated.</span>
          <button class="link-button" type="button" @click=${() => renewal.reload()}>Reload</button>
          <button class="icon-button" type="button" aria-label="Dismiss" @click=${() => dismiss(build)}>${icon("close", 16)}</button></p>`
          : nothing
      }
      ${repeat(
        current,
        ({ id }) => id,
        ({ id, text }) => html`<p class="server-banner"><span dir="auto">${text}</span>
          <button class="icon-button" type="button" aria-label="Dismiss" @click=${() => dismiss(id)}>${icon("close", 16)}</button></p>`,
      )}
    </div>`;
  }
}
