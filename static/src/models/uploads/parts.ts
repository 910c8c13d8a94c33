/** The bytes of one part of a file, numbered from 1. */
export interface Part {
  number: number;
  from: number;
  to: number;
}

export interface Cut {
  size: number;
  part_size: number;
  parts: number;
}

export function partAt({ size, part_size }: Cut, number: number): Part {
  const from = (number - 1) * part_size;
  return { number, from, to: Math.min(size, from + part_size) };
}

/** The parts that the server has not received, in order. */
export function lacking(cut: Cut, received: readonly number[]): Part[] {
  const there = new Set(received);
  const numbers = Array.from({ length: cut.parts }, (_, at) => at + 1);
  return numbers.filter((number) => !there.has(number)).map((number) => partAt(cut, number));
}

export function bytesOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { from, to }) => sum + to - from, 0);
}
