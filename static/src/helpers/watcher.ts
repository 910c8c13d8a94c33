import { SignalWatcher } from "@lit-labs/preact-signals";
import { LitElement } from "lit";

/** The base of all elements: light DOM, rendered again when a signal that it read changes. */
export class Watcher extends SignalWatcher(LitElement) {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
