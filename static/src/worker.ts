// The service worker: the chat page opens without a network too, as it was last seen. What is live then comes
// from the outbox and the sync; nothing else is answered from here.

const SHELL = "parlance-shell";
const ASSETS = "parlance-assets";
const MOST_ASSETS = 60;
const PATIENCE_MS = 5_000;

declare const self: ServiceWorkerGlobalScope;

export {};

self.addEventListener("install", (event) => {
  void self.skipWaiting();
  event.waitUntil(keepShell(fetch("/", { redirect: "manual" })));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST" && pathname === "/accounts/logout/") event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (pathname.startsWith("/static/assets/")) event.respondWith(asset(request));
  else if (request.mode === "navigate" && isChat(pathname)) event.respondWith(page(event));
});

function isChat(pathname: string): boolean {
  return pathname === "/" || pathname.startsWith("/c/");
}

/** The page from the server; the one kept when the server cannot be reached, or takes too long. */
async function page(event: FetchEvent): Promise<Response> {
  const answer = fetch(event.request);
  event.waitUntil(keepShell(answer.then((response) => response.clone())));
  const kept = await caches.match("/", { cacheName: SHELL });
  if (!kept) return answer;
  const late = new Promise<Response>((resolve) => setTimeout(resolve, PATIENCE_MS, kept));
  return Promise.race([answer.catch(() => kept), late]);
}

/** Every chat address is the same page, so one is kept. A redirection means that nobody is signed in. */
async function keepShell(answer: Promise<Response>): Promise<void> {
  const response = await answer.catch(() => null);
  if (response?.type === "opaqueredirect") return forget();
  if (!response?.ok) return;
  const cache = await caches.open(SHELL);
  await cache.put("/", response.clone());
  await keepAssets(await response.text());
}

async function forget(): Promise<void> {
  await caches.delete(SHELL);
}

async function keepAssets(html: string): Promise<void> {
  const cache = await caches.open(ASSETS);
  const named = [...html.matchAll(/"(\/static\/assets\/[^"]+)"/g)].map(([, path]) => path!);
  await Promise.all(named.map(async (path) => (await cache.match(path)) ?? (await cache.add(path))));
  const kept = await cache.keys();
  const old = kept.slice(0, Math.max(0, kept.length - MOST_ASSETS));
  await Promise.all(old.map((request) => cache.delete(request)));
}

/** An asset's name changes with its content: what is kept is right for ever. */
async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(ASSETS);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}
