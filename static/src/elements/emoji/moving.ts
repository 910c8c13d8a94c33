export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

/**
 * Where an arrow key leads from a cell of grids below each other, of these sizes and with so many columns: an index
 * over all cells; -1 above the first row, and the cell itself at the other ends.
 */
export function moved(sizes: readonly number[], columns: number, from: number, direction: Direction): number {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (direction === "ArrowLeft") return Math.max(0, from - 1);
  if (direction === "ArrowRight") return Math.min(total - 1, from + 1);
  const rows = rowsOf(sizes, columns);
  const row = rows.findIndex(({ start, length }) => from < start + length);
  const to = rows[row + (direction === "ArrowDown" ? 1 : -1)];
  if (!to) return direction === "ArrowDown" ? from : -1;
  return to.start + Math.min(from - rows[row]!.start, to.length - 1);
}

function rowsOf(sizes: readonly number[], columns: number): { start: number; length: number }[] {
  let first = 0;
  return sizes.flatMap((size) => {
    const rows = Array.from({ length: Math.ceil(size / columns) }, (_, row) => ({
      start: first + row * columns,
      length: Math.min(columns, size - row * columns),
    }));
    first += size;
    return rows;
  });
}
