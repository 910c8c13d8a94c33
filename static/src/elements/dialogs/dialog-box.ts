import { html, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { UserId } from "../../models/api";
import { backClosesSheet } from "../../screen/back-closes";
import type { DialogRequest } from "../../screen/dialogs";
import { isLost, wayBack } from "../../screen/focus";
import { type Screen, sentence } from "../../screen/screen";

/** The base of all dialogs: a native <dialog> with a heading and a close button. Restores focus when it closes. */
export abstract class DialogBox<Request extends DialogRequest = DialogRequest> extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) request!: Request;
  /** Why the last call was refused. */
  @state() protected error = "";
  @query("dialog") protected readonly dialog!: HTMLDialogElement;

  private uncover = (): void => undefined;
  private goBack = (): void => undefined;

  abstract readonly heading: string;
  /** Extra class of the dialog. */
  readonly look: string = "";

  protected abstract body(): TemplateResult;

  override render(): TemplateResult {
    return html`<dialog class="dialog-box ${this.look}" aria-label=${this.heading} @close=${this.closed} @pointerdown=${this.besides}>
      <header class="dialog-head">
        <h2>${this.heading}</h2>
        <button class="icon-button" type="button" aria-label="Close" title="Close (Escape)" @click=${this.close}>${icon("close")}</button>
      </header>
      ${this.body()}
    </dialog>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.goBack = wayBack();
  }

  protected override async firstUpdated(): Promise<void> {
    // Open the dialog once it is complete, so that the element to focus exists.
    const parts = [...this.querySelectorAll<Watcher>("*")].map((part) => part.updateComplete);
    await Promise.all(parts);
    if (!this.isConnected) return;
    this.dialog.showModal();
    this.uncover = backClosesSheet(this.close);
    this.querySelector<HTMLElement>("[data-first]")?.focus();
  }

  /** Closes the dialog before it is removed, so that the browser restores focus. */
  readonly close = (): void => {
    this.uncover();
    this.dialog.close();
  };

  /** Runs a call, and keeps why it was refused. Returns whether it was accepted. */
  protected async tried(call: () => Promise<unknown>): Promise<boolean> {
    this.error = "";
    try {
      await call();
      return true;
    } catch (refusal) {
      this.error = sentence(refusal);
      return false;
    }
  }

  protected refusal(): TemplateResult | typeof nothing {
    return this.error ? html`<p class="notice danger" role="alert">${this.error}</p>` : nothing;
  }

  /** Replaces this dialog with a person's card. */
  protected openCard(user: UserId): void {
    this.close();
    this.screen.show({ name: "person", user });
  }

  private readonly closed = (): void => {
    this.uncover();
    this.screen.closed(this.request);
    // The browser restores focus only if the element that had it still exists.
    if (isLost()) this.goBack();
  };

  private besides(event: PointerEvent): void {
    if (event.target !== this.dialog) return;
    const box = this.dialog.getBoundingClientRect();
    const inside =
      event.clientX >= box.left &&
      event.clientX <= box.right &&
      event.clientY >= box.top &&
      event.clientY <= box.bottom;
    if (!inside) this.close();
  }
}
