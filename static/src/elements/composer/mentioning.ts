import { html, nothing, type TemplateResult } from "lit";
import type { ConversationItem, Draft, Mention, UserId } from "../../models/api";
import type { Screen } from "../../screen/screen";

type Late = typeof import("./mention-menu");

const SIGNS = /[@＠#＃]/;

let late: Late | undefined;
let loading: Promise<void> | undefined;

interface Composer {
  readonly screen: Screen;
  readonly item: ConversationItem;
  requestUpdate(): void;
}

/** The composer's part for mentions. Its menus are loaded when the first @ or # is typed. */
export class Mentioning {
  /** The people of the last message who are not in the conversation. */
  private outsiders: readonly UserId[] = [];

  constructor(private readonly composer: Composer) {}

  private async look(text: string): Promise<void> {
    if (late || !SIGNS.test(text)) return;
    loading ??= import("./mention-menu").then((file) => {
      late = file;
    });
    try {
      await loading;
      this.composer.requestUpdate();
    } catch (error) {
      loading = undefined;
      console.warn("A part of the screen cannot be loaded:", error);
    }
  }

  /** (reactive) */
  render({ text, editing }: Draft): TemplateResult | typeof nothing {
    const { screen, item } = this.composer;
    if (!late) void this.look(text);
    if (!late) return nothing;
    return html`${this.outsiders.length ? late.outsidersLine(screen, item, this.outsiders, () => this.forget()) : nothing}${
      SIGNS.test(text)
        ? html`<mention-menu .screen=${screen} .item=${item} .isEdit=${editing !== null}></mention-menu>`
        : nothing
    }`;
  }

  /** What a trimmed text mentions; undefined: the server finds it. */
  of({ text, mentions = [], editing }: Draft): readonly Mention[] | undefined {
    const start = text.length - text.trimStart().length;
    const end = text.trimEnd().length;
    const chosen = mentions
      .filter(({ offset, length }) => offset >= start && offset + length <= end)
      .map((mention) => ({ ...mention, offset: mention.offset - start }));
    if (!late) return chosen.length ? chosen : undefined;
    return late.mentionsOf(this.composer.screen, this.composer.item, text.trim(), chosen, editing !== null);
  }

  /** Whether the message calls so many people that the user is asked first; `send` is called if they agree. */
  asks(mentions: readonly Mention[] | undefined, send: () => void): boolean {
    const { screen, item } = this.composer;
    const question = late?.questionBefore(item, mentions ?? [], send);
    if (question) screen.show(question);
    return Boolean(question);
  }

  /** Call after a message was sent. */
  sent(text: string, mentions: readonly Mention[]): void {
    const { screen, item } = this.composer;
    this.outsiders = late?.outsidersIn(screen, item, text, mentions) ?? [];
  }

  forget(): void {
    this.outsiders = [];
    this.composer.requestUpdate();
  }
}
