// Zoom and pan, by wheel, two fingers, double tap or keys. One finger moves an enlarged picture.
// Otherwise it swipes: sideways to the next one, down to close.

const MOST = 6;
const CLOSE_UP = 2.5;
const SWIPE = 60;
const DOUBLE_MS = 300;
const SLOP = 8;

export interface Swipes {
  aside: (direction: -1 | 1) => void;
  down: () => void;
}

interface Point {
  x: number;
  y: number;
}

export class Zoom {
  scale = 1;
  private x = 0;
  private y = 0;
  private readonly fingers = new Map<number, Point>();
  private start: Point = { x: 0, y: 0 };
  private moved: Point = { x: 0, y: 0 };
  private tapped = 0;

  constructor(
    private readonly stage: HTMLElement,
    private readonly subject: () => HTMLElement | null,
    private readonly swipes: Swipes,
    private readonly onScale: () => void,
  ) {
    stage.addEventListener("pointerdown", (event) => this.down(event));
    stage.addEventListener("pointermove", (event) => this.move(event));
    for (const type of ["pointerup", "pointercancel"] as const)
      stage.addEventListener(type, (event) => this.up(event));
    stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  reset(): void {
    this.to(1);
  }

  by(factor: number, at = this.middle): void {
    this.to(this.scale * factor, at);
  }

  pan(x: number, y: number): void {
    this.x += x;
    this.y += y;
    this.draw();
  }

  private get middle(): Point {
    const box = this.stage.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  }

  private to(wanted: number, at = this.middle): void {
    const scale = Math.min(MOST, Math.max(1, wanted));
    const { x, y } = this.middle;
    // The point under the pointer stays in place.
    const grown = scale / this.scale;
    this.x = (this.x - (at.x - x)) * grown + (at.x - x);
    this.y = (this.y - (at.y - y)) * grown + (at.y - y);
    this.scale = scale;
    this.draw();
    this.onScale();
  }

  private draw(drag: Point = { x: 0, y: 0 }): void {
    const subject = this.subject();
    if (!subject) return;
    const most = (size: number, room: number) => Math.max(0, (size * this.scale - room) / 2);
    const [wide, high] = [
      most(subject.offsetWidth, this.stage.clientWidth),
      most(subject.offsetHeight, this.stage.clientHeight),
    ];
    this.x = Math.max(-wide, Math.min(wide, this.x));
    this.y = Math.max(-high, Math.min(high, this.y));
    subject.style.transform = `translate(${this.x + drag.x}px, ${this.y + drag.y}px) scale(${this.scale})`;
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    this.by(Math.exp(-event.deltaY / 400), { x: event.clientX, y: event.clientY });
  }

  private down(event: PointerEvent): void {
    if ((event.target as Element).closest("button, a, video")) return;
    this.stage.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.start = { x: event.clientX, y: event.clientY };
    this.moved = { x: 0, y: 0 };
  }

  private move(event: PointerEvent): void {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const [other] = [...this.fingers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    this.fingers.set(event.pointerId, now);
    if (other) {
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      this.by(apart(now, other) / Math.max(1, apart(before, other)), middle);
      // A touch with two fingers is not a swipe.
      this.start = { x: Number.NaN, y: Number.NaN };
      return;
    }
    if (this.scale > 1) this.pan(now.x - before.x, now.y - before.y);
    else {
      this.moved = { x: now.x - this.start.x, y: now.y - this.start.y };
      const sideways = Math.abs(this.moved.x) > Math.abs(this.moved.y);
      this.draw(sideways ? { x: this.moved.x, y: 0 } : { x: 0, y: Math.max(0, this.moved.y) });
    }
  }

  private up(event: PointerEvent): void {
    if (!this.fingers.delete(event.pointerId) || this.fingers.size > 0) return;
    const { x, y } = this.moved;
    const still = Math.hypot(event.clientX - this.start.x, event.clientY - this.start.y) < SLOP;
    this.moved = { x: 0, y: 0 };
    if (this.scale === 1 && event.type === "pointerup" && !still) {
      if (Math.abs(x) > SWIPE && Math.abs(x) > Math.abs(y)) this.swipes.aside(x < 0 ? 1 : -1);
      else if (y > SWIPE) this.swipes.down();
    }
    this.draw();
    if (still) this.tap(event);
  }

  private tap(event: PointerEvent): void {
    const twice = event.timeStamp - this.tapped < DOUBLE_MS;
    this.tapped = twice ? 0 : event.timeStamp;
    if (twice) this.to(this.scale > 1 ? 1 : CLOSE_UP, { x: event.clientX, y: event.clientY });
  }
}

function apart(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
