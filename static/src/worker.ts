// The service worker: stores the chat page for use without a network, and shows notifications.
import type { ShownData, ToWorker } from "./protocol/pushes";
import { answer } from "./worker/answering";
import { delivered } from "./worker/delivered";
import { Notifier } from "./worker/notifier";
import { readPush } from "./worker/reading";
import { renew } from "./worker/renewing";
import { call } from "./worker/server";
import type { Shade, ShownNotification } from "./worker/shade";
import { asset, forget, isChat, keepShell, page } from "./worker/shell";
import { openAt, windows } from "./worker/windows";

declare const self: ServiceWorkerGlobalScope;

const shade: Shade = {
  shown: async (tag) =>
    (await self.registration.getNotifications(tag ? { tag } : {})) as unknown as ShownNotification[],
  show: (title, look) => self.registration.showNotification(title, look as NotificationOptions),
  // Not every browser has badges, and some refuse them unless the app is installed.
  setBadge: async (unread) => await self.navigator.setAppBadge?.(unread).catch(() => undefined),
  mostActions: (Notification as unknown as { maxActions?: number }).maxActions ?? 0,
  now: () => Date.now(),
};
// Nothing waits for the response, and a failure needs no retry.
const acknowledge = (token: string): Promise<void> =>
  call("POST", "notifications/shown", { token }).catch(() => undefined);
const notifier = new Notifier(shade, windows, delivered, acknowledge);

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
  if (pathname.startsWith("/static/assets/")) event.respondWith(asset(event));
  else if (request.mode === "navigate" && isChat(pathname)) event.respondWith(page(event));
});

self.addEventListener("push", (event) => event.waitUntil(notifier.push(readPush(event.data?.text()))));

self.addEventListener("message", (event) => {
  const { type, push, silent } = event.data as ToWorker;
  const [port] = event.ports;
  if (type === "tell")
    event.waitUntil(notifier.page(push, silent).then((outcome) => port?.postMessage(outcome)));
});

self.addEventListener("notificationclick", (event) => {
  const { notification, action } = event;
  const { reply = null } = event as { reply?: string | null };
  notification.close();
  const data = notification.data as ShownData;
  event.waitUntil(answer(data, action, reply, { call, open: openAt, uuid: () => crypto.randomUUID() }));
});

self.addEventListener("pushsubscriptionchange", (event) => {
  (event as ExtendableEvent).waitUntil(renew(event as ExtendableEvent));
});
