// When one pane replaces another, focus moves into the new pane, and back when it closes.
import { wayBack } from "./focus";
import type { Route } from "./router";

const NARROW = "(max-width: 719px)";

export class FocusFollower {
  private route: Route | null = null;
  private goBack = (): void => undefined;

  /** Call after the screen has rendered a route. */
  follow(host: HTMLElement, route: Route): void {
    const before = this.route;
    this.route = route;
    if (!before) return;
    if (route.pane !== before.pane) this.followPane(host, before, route);
    else if (route.conversation !== before.conversation && matchMedia(NARROW).matches)
      this.followConversation(host, before, route);
  }

  private followPane(host: HTMLElement, before: Route, route: Route): void {
    if (route.pane) {
      if (!before.pane) this.goBack = wayBack();
      host.querySelector<HTMLElement>(".side-pane h2")?.focus({ preventScroll: true });
    } else this.goBack();
  }

  private followConversation(host: HTMLElement, before: Route, route: Route): void {
    const row = `conversation-list a[href="/c/${CSS.escape(before.conversation ?? "")}"]`;
    host
      .querySelector<HTMLElement>(route.conversation ? "#conversation" : row)
      ?.focus({ preventScroll: true });
  }
}
