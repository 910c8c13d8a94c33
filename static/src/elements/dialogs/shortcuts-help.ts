import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { liking } from "../../screen/preferences";
import { DialogBox } from "./dialog-box";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const CTRL = MAC ? "⌘" : "Ctrl";
const ALT = MAC ? "⌥" : "Alt";

/** Lists all keyboard shortcuts. */
@customElement("shortcuts-help")
export class ShortcutsHelp extends DialogBox {
  readonly heading = "Keyboard shortcuts";
  override readonly look = "wide";

  protected override body(): TemplateResult {
    const enter = liking(this.screen.chat.account).enterSends;
    return html`<div class="dialog-body shortcuts">
      ${section("Anywhere", [
        [[CTRL, "K"], "Go to a conversation or person"],
        [[CTRL, "F"], "Search messages"],
        [[ALT, "↑"], "Conversation above"],
        [[ALT, "↓"], "Conversation below"],
        [[ALT, "Shift", "↑"], "Unread conversation above"],
        [[ALT, "Shift", "↓"], "Unread conversation below"],
        [[CTRL, ","], "Settings"],
        [["?"], "Keyboard shortcuts"],
        [["Esc"], "Close, or back to the message field"],
      ])}
      ${section("While writing", [
        [enter ? ["Enter"] : [CTRL, "Enter"], "Send"],
        [enter ? ["Shift", "Enter"] : ["Enter"], "New line"],
        [["↑"], "Edit your last message (field empty)"],
        [["Esc"], "Cancel reply or edit"],
      ])}
      ${section("On a message", [
        [["↑"], "Message above"],
        [["↓"], "Message below"],
        [["R"], "Reply"],
        [["+"], "React"],
        [["E"], "Edit"],
        [["C"], "Copy text"],
        [["L"], "Copy link"],
        [["S"], "Save for later, or remove from saved"],
        [["U"], "Mark unread from here"],
        [["Del"], "Delete"],
        [["Enter"], "All actions"],
      ])}
    </div>`;
  }
}

function section(heading: string, rows: readonly (readonly [readonly string[], string])[]): TemplateResult {
  return html`<section>
    <h3>${heading}</h3>
    <dl>${rows.map(([keys, words]) => html`<div><dt>${words}</dt><dd>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dd></div>`)}</dl>
  </section>`;
}
