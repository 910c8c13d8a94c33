export interface Range {
  from: number;
  to: number;
}

/** A set of whole numbers as sorted ranges that neither overlap nor touch. Both ends are included. */
export class Ranges {
  private list: Range[] = [];

  add(from: number, to: number): void {
    if (to < from) return;
    const apart = this.list.filter((range) => range.to < from - 1 || range.from > to + 1);
    const merged = this.list.filter((range) => !apart.includes(range));
    const united = {
      from: Math.min(from, ...merged.map((range) => range.from)),
      to: Math.max(to, ...merged.map((range) => range.to)),
    };
    this.list = [...apart, united].sort((a, b) => a.from - b.from);
  }

  /** The range that contains n. */
  around(n: number): Range | null {
    return this.list.find((range) => range.from <= n && n <= range.to) ?? null;
  }

  covers(from: number, to: number): boolean {
    const range = this.around(from);
    return to < from || (range !== null && range.to >= to);
  }

  /** Removes everything outside from … to. */
  clip(from: number, to: number): void {
    this.list = this.list
      .map((range) => ({ from: Math.max(range.from, from), to: Math.min(range.to, to) }))
      .filter((range) => range.from <= range.to);
  }

  clear(): void {
    this.list = [];
  }

  get all(): readonly Range[] {
    return this.list;
  }
}
