/** From the first to the last seq a timeline shows, both included; empty where `to` is before `from`. */
export interface Span {
  from: number;
  to: number;
}

export const PAGE = 50;
const MOST = 600;
const MARGIN = 200;

/** Around seq, no wider than two pages, within what is known. */
export function spanAround(seq: number, known: Span): Span {
  return { from: Math.max(known.from, seq - PAGE), to: Math.min(known.to, seq + PAGE) };
}

/** The end of what is known. */
export function spanAtEnd(known: Span): Span {
  return { from: Math.max(known.from, known.to - 2 * PAGE + 1), to: known.to };
}

export function grownUp(span: Span, known: Span): Span {
  return { ...span, from: Math.min(span.from, Math.max(known.from, span.from - PAGE)) };
}

export function grownDown(span: Span, known: Span): Span {
  return { ...span, to: Math.max(span.to, Math.min(known.to, span.to + PAGE)) };
}

/** Drops what is far from first … last, the seqs in view; the same object when nothing is. */
export function trimmed(span: Span, first: number, last: number): Span {
  if (span.to - span.from < MOST) return span;
  return { from: Math.max(span.from, first - MARGIN), to: Math.min(span.to, last + MARGIN) };
}
