const known = new Map<string, string>();
const MOST_KNOWN = 5_000;

/** The calendar day of a time in the user's time zone, as YYYY-MM-DD. */
export function dayOf(at: string): string {
  let day = known.get(at);
  if (day === undefined) {
    const date = new Date(at);
    const two = (part: number): string => String(part).padStart(2, "0");
    day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(at, day);
  }
  return day;
}
