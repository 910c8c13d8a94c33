import type { DayRow, Row } from "../../models/api";

export interface DaySection {
  day: DayRow;
  rows: Exclude<Row, DayRow>[];
}

/** The rows of a timeline by day, so that each day's divider stays in view with its messages. */
export function byDay(rows: readonly Row[]): DaySection[] {
  const sections: DaySection[] = [];
  let strays: Exclude<Row, DayRow>[] = [];
  for (const row of rows) {
    if (row.kind === "day") {
      sections.push({ day: row, rows: strays });
      strays = [];
    } else if (sections.length > 0) sections.at(-1)!.rows.push(row);
    else strays.push(row);
  }
  return sections;
}
