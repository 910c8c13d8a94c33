import { SignalWatcher } from "@lit-labs/preact-signals";
import { LitElement } from "lit";

/** The base of our elements: light DOM, and rendered again when a signal it read has changed. */
export class Watcher extends SignalWatcher(LitElement) {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
