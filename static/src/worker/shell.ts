// Opens the chat page without a network, as last stored. The outbox and the sync then bring it up to date;
// the worker responds to nothing else.

export const SHELL = "parlance-shell";
const ASSETS = "parlance-assets";
const TOLD = "parlance-told";
const MOST_ASSETS = 60;
const PATIENCE_MS = 5_000;
const CACHE_MS = 2_000;

/** The used part of a FetchEvent. */
export interface Fetching {
  readonly request: Request;
  waitUntil(work: Promise<unknown>): void;
}

export function isChat(pathname: string): boolean {
  return pathname === "/" || pathname === "/saved" || pathname.startsWith("/c/");
}

/** The page from the server, or the stored one if the server is unreachable or too slow. */
export async function page(event: Fetching): Promise<Response> {
  const answer = fetch(event.request);
  event.waitUntil(keepShell(answer.then((response) => response.clone())).catch(() => undefined));
  const kept = await soon(caches.match("/", { cacheName: SHELL }));
  if (!kept) return answer;
  const late = new Promise<Response>((resolve) => setTimeout(resolve, PATIENCE_MS, kept));
  return Promise.race([answer.catch(() => kept), late]);
}

/** Stores one page, because all chat addresses have the same. A redirect means that the user is not signed in. */
export async function keepShell(answer: Promise<Response>): Promise<void> {
  const response = await answer.catch(() => null);
  if (response?.type === "opaqueredirect") return forget();
  if (!response?.ok) return;
  const cache = await caches.open(SHELL);
  await cache.put("/", response.clone());
  await keepAssets(await response.text());
}

export async function forget(): Promise<void> {
  await Promise.all([caches.delete(SHELL), caches.delete(TOLD)]);
}

async function keepAssets(html: string): Promise<void> {
  const cache = await caches.open(ASSETS);
  const named = [...html.matchAll(/"(\/static\/assets\/[^"]+)"/g)].map(([, path]) => path!);
  const seen = new Set<string>();
  await Promise.all(named.map((path) => keepWithImports(cache, path, seen)));
  const kept = await cache.keys();
  const old = kept.slice(0, Math.max(0, kept.length - MOST_ASSETS));
  await Promise.all(old.map((request) => cache.delete(request)));
}

/** Stores an asset with its static and dynamic imports, so that dialogs open without a network. */
async function keepWithImports(cache: Cache, path: string, seen: Set<string>): Promise<void> {
  if (seen.has(path)) return;
  seen.add(path);
  if (!(await cache.match(path))) await cache.add(path);
  if (!path.endsWith(".js")) return;
  const script = (await (await cache.match(path))?.text()) ?? "";
  const imported = [...script.matchAll(/["'`]\.\/([\w-]+\.js)["'`]/g)].map(
    ([, name]) => `/static/assets/${name}`,
  );
  await Promise.all(imported.map((each) => keepWithImports(cache, each, seen)));
}

/** Returns an asset from the cache if possible. Its name changes with its content, so it cannot be out of date. */
export async function asset(event: Fetching): Promise<Response> {
  const { request } = event;
  const kept = await soon(caches.match(request, { cacheName: ASSETS }));
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) event.waitUntil(keepAsset(request, response.clone()));
  return response;
}

async function keepAsset(request: Request, response: Response): Promise<void> {
  try {
    await (await caches.open(ASSETS)).put(request, response);
  } catch (error) {
    console.warn("An asset cannot be kept:", error);
  }
}

/** The cached response; undefined if the cache fails or is slow, so that it cannot block the network. */
async function soon(kept: Promise<Response | undefined>): Promise<Response | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, CACHE_MS, undefined));
  return await Promise.race([kept.catch(() => undefined), late]);
}
