/** The time after which a press counts as held. */
const HELD_AFTER_MS = 350;
const AWAY_PX = 80;

/** A press that may be held: a held press lasts until it is released, and moving left cancels it. */
export class Holding {
  isAway = false;
  wasHeld = false;
  private isDown = true;
  private from: number | null = null;
  private timer = 0;
  private readonly stopped = new AbortController();

  constructor(private readonly onChange: () => void) {}

  get isHeld(): boolean {
    return this.wasHeld && this.isDown;
  }

  follow(onRelease: (where: "here" | "away") => void): void {
    const { signal } = this.stopped;
    this.timer = window.setTimeout(() => this.hold(), HELD_AFTER_MS);
    window.addEventListener("pointermove", (event) => this.move(event), { signal });
    const release = (event: Event): void => {
      const { wasHeld, isAway } = this;
      this.stop();
      // The system cancelled the press: the user decided nothing.
      if (wasHeld && event.type === "pointerup") onRelease(isAway ? "away" : "here");
      this.onChange();
    };
    window.addEventListener("pointerup", release, { signal });
    window.addEventListener("pointercancel", release, { signal });
  }

  stop(): void {
    this.isDown = false;
    window.clearTimeout(this.timer);
    this.stopped.abort();
  }

  private hold(): void {
    this.wasHeld = true;
    this.onChange();
  }

  private move({ clientX }: PointerEvent): void {
    this.from ??= clientX;
    const isAway = this.from - clientX > AWAY_PX;
    if (isAway === this.isAway) return;
    this.isAway = isAway;
    this.onChange();
  }
}
