/** The first and last seq that a timeline shows, both included; empty if `to` is before `from`. */
export interface Span {
  from: number;
  to: number;
}

export const PAGE = 50;
const MOST = 600;
const MARGIN = 200;

/** A span around seq, at most two pages, within the known span. */
export function spanAround(seq: number, known: Span): Span {
  return { from: Math.max(known.from, seq - PAGE), to: Math.min(known.to, seq + PAGE) };
}

/** A span at the end of the known one. */
export function spanAtEnd(known: Span): Span {
  return { from: Math.max(known.from, known.to - 2 * PAGE + 1), to: known.to };
}

export function grownUp(span: Span, known: Span): Span {
  return { ...span, from: Math.min(span.from, Math.max(known.from, span.from - PAGE)) };
}

export function grownDown(span: Span, known: Span): Span {
  return { ...span, to: Math.max(span.to, Math.min(known.to, span.to + PAGE)) };
}

/** The span without seqs far from first … last, those in view; the same object if there are none. */
export function trimmed(span: Span, first: number, last: number): Span {
  if (span.to - span.from < MOST) return span;
  return { from: Math.max(span.from, first - MARGIN), to: Math.min(span.to, last + MARGIN) };
}
