// The square of a picture that is kept: its center, as shares of the picture's sides, and the zoom.

export const CLOSEST = 4;

export class Crop {
  zoom = 1;
  private x = 0.5;
  private y = 0.5;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {}

  /** The square, in the picture's own pixels. */
  get square(): { left: number; top: number; side: number } {
    const side = Math.min(this.width, this.height) / this.zoom;
    return { left: this.x * this.width - side / 2, top: this.y * this.height - side / 2, side };
  }

  closer(zoom: number): void {
    this.zoom = Math.min(CLOSEST, Math.max(1, zoom));
    this.move(0, 0);
  }

  /** Moves the picture under the frame, by shares of the frame's side. */
  move(right: number, down: number): void {
    const { side } = this.square;
    this.x = clamped(this.x - (right * side) / this.width, side / this.width / 2);
    this.y = clamped(this.y - (down * side) / this.height, side / this.height / 2);
  }

  /** The picture's position in a frame of 100 %: its width and its upper left corner. */
  get style(): string {
    const { left, top, side } = this.square;
    const share = (pixels: number) => `${(100 * pixels) / side}%`;
    return `width: ${share(this.width)}; left: ${share(-left)}; top: ${share(-top)}`;
  }
}

/** Keeps the square within the picture. */
function clamped(middle: number, half: number): number {
  return Math.min(1 - half, Math.max(half, middle));
}
