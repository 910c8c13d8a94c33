// Short texts that several elements use.
import { locale } from "./locale";

const list = new Intl.ListFormat("en", { type: "conjunction" });

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString(locale)} ${n === 1 ? one : many}`;
}

/** Ana · Ana and Ben · Ana, Ben and 3 others */
export function people(names: readonly string[], most = 3): string {
  if (names.length <= most) return list.format(names);
  const rest = names.length - most + 1;
  return list.format([...names.slice(0, most - 1), count(rest, "other")]);
}

/** The items with commas and "and" between them. */
export function listed<Thing>(things: readonly Thing[]): (Thing | string)[] {
  const parts = list.formatToParts(things.map(() => "…"));
  const left = [...things];
  return parts.map(({ type, value }) => (type === "element" ? left.shift()! : value));
}

export function shortName(name: string): string {
  return name.split(/\s+/)[0] ?? name;
}

/** Ana is typing… */
export function typingLine(names: readonly string[]): string {
  return `${people(names)} ${names.length > 1 ? "are" : "is"} typing…`;
}

/** The number in a badge. */
export function badge(n: number, most = 999): string {
  return n > most ? `${most}+` : String(n);
}
