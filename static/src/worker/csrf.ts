/** The token that lets a page change things, out of the first state that every chat page carries. */
export function csrfIn(html: string): string {
  const [, json = "{}"] =
    /<script id="first-state" type="application\/json">(.*?)<\/script>/s.exec(html) ?? [];
  const { csrf = "" } = JSON.parse(json) as { csrf?: string };
  return csrf;
}
