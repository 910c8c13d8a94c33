// Anchors the scroll position: when content above or below is added, dropped or resized, the message in view
// stays in place to the pixel. At the end, the view follows the end.

const END = 24;

interface Place {
  key: string;
  /** The top edge of the message on the screen, which content above the view must not move. */
  top: number;
}

export class ScrollAnchor {
  /** Whether the view is at the end and follows it. */
  following = true;
  private places: Place[] = [];
  private written = -1;
  /** The last known scroll position. A difference is scrolling whose event has not fired yet. */
  private at = 0;
  private readonly sizes = new ResizeObserver(() => this.restore());

  constructor(
    private readonly view: HTMLElement,
    private readonly content: HTMLElement,
    private readonly mayFollow: () => boolean,
  ) {
    this.sizes.observe(view);
    this.sizes.observe(content);
  }

  release(): void {
    this.sizes.disconnect();
  }

  get toEnd(): number {
    return this.view.scrollHeight - this.view.clientHeight - this.view.scrollTop;
  }

  private get isAtEnd(): boolean {
    return this.mayFollow() && this.toEnd <= END;
  }

  /** How far the user has scrolled before its event fires. Excludes movement because content became shorter. */
  private get underway(): number {
    const moved = this.view.scrollTop - this.at;
    return moved < 0 && this.toEnd < 1 ? 0 : moved;
  }

  /** Records the position after the user scrolled. Ignores scrolling by restore() itself. */
  scrolled(): boolean {
    if (Math.abs(this.view.scrollTop - this.written) < 1) return false;
    this.written = -1;
    this.following = this.isAtEnd;
    this.remember();
    return true;
  }

  /** Restores the position after the content has changed. */
  restore(): void {
    if (this.following && this.mayFollow() && Math.abs(this.underway) < 1) this.write(this.view.scrollHeight);
    else this.hold();
  }

  follow(): void {
    this.following = true;
    this.write(this.view.scrollHeight);
    this.remember();
  }

  /** Scrolls a message to `share` of the view's height (0 the upper edge, 0.5 the middle). */
  bring(element: HTMLElement, share: number): void {
    const room = Math.max(0, this.view.clientHeight - element.offsetHeight);
    this.write(this.view.scrollTop + this.offsetOf(element) - room * share);
    this.following = this.isAtEnd;
    this.remember();
  }

  /** The articles in view, first to last. */
  inView(): HTMLElement[] {
    const articles = this.articles();
    const height = this.view.clientHeight;
    const first = this.firstBelow(articles, 0);
    let last = first;
    while (last < articles.length && this.offsetOf(articles[last]!) < height) last += 1;
    return articles.slice(first, last);
  }

  private remember(): void {
    this.at = this.view.scrollTop;
    this.places = this.inView().map((article) => ({
      key: article.dataset.key ?? "",
      top: article.getBoundingClientRect().top,
    }));
  }

  private hold(): void {
    const scrolled = this.underway;
    for (const { key, top } of this.places) {
      const article = this.content.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
      if (!article) continue;
      const moved = article.getBoundingClientRect().top - (top - scrolled);
      if (Math.abs(moved) >= 0.5) this.write(this.view.scrollTop + moved);
      if (scrolled) this.remember();
      return;
    }
    this.remember();
  }

  private write(top: number): void {
    this.view.scrollTop = top;
    this.written = this.at = this.view.scrollTop;
  }

  private articles(): HTMLElement[] {
    return [...this.content.querySelectorAll<HTMLElement>("[data-key]")];
  }

  private offsetOf(element: HTMLElement): number {
    return element.getBoundingClientRect().top - this.view.getBoundingClientRect().top;
  }

  /** The first article whose lower edge is below `line`, by bisection. */
  private firstBelow(articles: HTMLElement[], line: number): number {
    let low = 0;
    let high = articles.length;
    const top = this.view.getBoundingClientRect().top;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (articles[middle]!.getBoundingClientRect().bottom - top > line) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
