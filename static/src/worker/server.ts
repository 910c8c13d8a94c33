import { csrfIn } from "./csrf";
import { SHELL } from "./shell";

/** Calls the server's API with the CSRF token of the stored page. Rejects unless the call succeeds. */
export async function call(method: string, path: string, body: unknown): Promise<void> {
  const response = await fetch(`/api/v1/${path}`, {
    method,
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRFToken": await csrf() },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
}

export async function get<Answer>(path: string): Promise<Answer> {
  const response = await fetch(`/api/v1/${path}`, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
  return (await response.json()) as Answer;
}

async function csrf(): Promise<string> {
  const page = await caches.match("/", { cacheName: SHELL });
  return page ? csrfIn(await page.text()) : "";
}
