import type { Mention } from "../../protocol/wire";

/** The mentions after the text changed in one place: those behind it move, those in it are gone. */
export function moved(mentions: readonly Mention[], before: string, after: string): Mention[] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return mentions.flatMap((mention) => {
    if (mention.offset + mention.length <= start) return [mention];
    const isBehind = mention.offset >= before.length - end;
    return isBehind ? [{ ...mention, offset: mention.offset + after.length - before.length }] : [];
  });
}
