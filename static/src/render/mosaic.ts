// The layout of the pictures of a message. It depends only on their dimensions, so that nothing moves when they load.

export const MOST_SHOWN = 10;
/** The maximum height of a single picture, in CSS pixels. */
export const TALLEST = 420;
export const WIDEST = 560;
/** The width of a grid. */
export const GRID = 480;

const NARROWEST_RATIO = 0.5;
const WIDEST_RATIO = 3;

export interface Sides {
  width?: number | null;
  height?: number | null;
}

/** The aspect ratio, within reasonable limits; 1 if the dimensions are unknown. */
export function ratioOf({ width, height }: Sides): number {
  if (!width || !height) return 1;
  return Math.min(WIDEST_RATIO, Math.max(NARROWEST_RATIO, width / height));
}

/** The width of a single picture: not larger than the picture, not too tall, but large enough to press. */
export function widthAlone(sides: Sides): number {
  const ratio = ratioOf(sides);
  const own = sides.width && sides.height ? Math.max(sides.width, 120, 64 * ratio) : 280;
  return Math.round(Math.min(own, TALLEST * ratio, WIDEST));
}

/** The number of pictures in each row: rows with few, large pictures first. */
export function rowsOf(n: number): number[] {
  const tiles = Math.min(n, MOST_SHOWN);
  if (tiles <= 2) return [tiles];
  if (tiles === 4) return [2, 2];
  const rows = Math.ceil(tiles / 3);
  const short = rows * 3 - tiles;
  return Array.from({ length: rows }, (_, row) => (row < short ? 2 : 3));
}

export interface Place {
  /** In twelfths of the grid, from 1; `row` is in rows of the grid, from 1. */
  column: number;
  columns: number;
  row: number;
  rows: number;
}

export interface Mosaic {
  /** The aspect ratio of the whole. */
  ratio: number;
  rows: number;
  places: Place[];
}

const TWELFTHS = 12;

export function mosaic(pictures: readonly Sides[]): Mosaic {
  if (pictures.length === 3) return three(ratioOf(pictures[0]!));
  if (pictures.length === 2) return two(pictures);
  return rowsOnly(rowsOf(pictures.length));
}

/** Two pictures next to each other, with widths by their aspect ratios. */
function two(pictures: readonly Sides[]): Mosaic {
  const [a, b] = pictures.map((each) => Math.min(1.6, Math.max(0.7, ratioOf(each)))) as [number, number];
  const first = Math.min(8, Math.max(4, Math.round((TWELFTHS * a) / (a + b))));
  return {
    ratio: Math.max(1.5, Math.min(2.2, a + b)),
    rows: 1,
    places: [
      { column: 1, columns: first, row: 1, rows: 1 },
      { column: first + 1, columns: TWELFTHS - first, row: 1, rows: 1 },
    ],
  };
}

/** A large picture with two next to it, or below it if it is wide. */
function three(first: number): Mosaic {
  const lies = first > 1.5;
  const half = TWELFTHS / 2;
  if (lies)
    return {
      ratio: 1.2,
      rows: 5,
      places: [
        { column: 1, columns: TWELFTHS, row: 1, rows: 3 },
        { column: 1, columns: half, row: 4, rows: 2 },
        { column: 1 + half, columns: half, row: 4, rows: 2 },
      ],
    };
  return {
    ratio: 1.5,
    rows: 2,
    places: [
      { column: 1, columns: 8, row: 1, rows: 2 },
      { column: 9, columns: 4, row: 1, rows: 1 },
      { column: 9, columns: 4, row: 2, rows: 1 },
    ],
  };
}

/** Rows of square pictures: rows of two are one and a half times as high as rows of three. */
function rowsOnly(counts: readonly number[]): Mosaic {
  const places: Place[] = [];
  let row = 1;
  for (const n of counts) {
    const rows = TWELFTHS / 2 / n;
    const columns = TWELFTHS / n;
    for (let at = 0; at < n; at++) places.push({ column: 1 + at * columns, columns, row, rows });
    row += rows;
  }
  return { ratio: 6 / (row - 1), rows: row - 1, places };
}
