/** Reads the CSRF token from the first state in a chat page. */
export function csrfIn(html: string): string {
  const [, json = "{}"] =
    /<script id="first-state" type="application\/json">(.*?)<\/script>/s.exec(html) ?? [];
  const { csrf = "" } = JSON.parse(json) as { csrf?: string };
  return csrf;
}
