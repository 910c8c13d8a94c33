/** Characters at which an address in a sentence ends; the same as in the server's list of links
 * (messaging/operations/collecting.py). */
const ENDS =
  /[\u2018-\u201f\u2026\u3001\u3002\u3008-\u3011\u3014-\u301b\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b\uff5d\uff61-\uff64]/;

/** The text before the first of them. */
export function beforeEnd(text: string): string {
  return text.split(ENDS, 1)[0] ?? "";
}
