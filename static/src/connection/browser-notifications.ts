import type { DeliveryResult, Push, ShownData, ToWorker } from "../protocol/pushes";
import { chime } from "./chime";
import type { BrowserNotifications, Permission, PushAddress } from "./world";

const READY_MS = 10_000;
const ANSWER_MS = 3_000;

interface ShownNotification {
  data: ShownData | null;
  close(): void;
}

/** The browser's notifications and push service, through the service worker. */
export const browserNotifications: BrowserNotifications = {
  permission,
  chime,

  async askPermission() {
    if (permission() === "default") await Notification.requestPermission();
    return permission();
  },

  onPermission(listener) {
    const stop = new AbortController();
    void navigator.permissions
      ?.query({ name: "notifications" })
      .then((status) => status.addEventListener("change", listener, { signal: stop.signal }))
      .catch(() => undefined);
    return () => stop.abort();
  },

  async address() {
    const subscription = await (await registration())?.pushManager?.getSubscription();
    return subscription ? addressOf(subscription) : null;
  },

  async subscribe(publicKey) {
    const { pushManager } = await ready();
    const subscription = await pushManager.getSubscription();
    // A subscription is bound to one key, and the server's key has changed.
    if (subscription && keyOf(subscription) !== publicKey) await subscription.unsubscribe();
    return addressOf(await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey }));
  },

  async unsubscribe() {
    await (await (await registration())?.pushManager?.getSubscription())?.unsubscribe();
  },

  async notify(push: Push, silent: boolean) {
    const worker = (await registration())?.active;
    if (!worker || permission() !== "granted") return null;
    const { port1, port2 } = new MessageChannel();
    return await new Promise<DeliveryResult | null>((resolve) => {
      port1.onmessage = ({ data }) => resolve(data as DeliveryResult);
      setTimeout(resolve, ANSWER_MS, null);
      worker.postMessage({ type: "tell", push, silent } satisfies ToWorker, [port2]);
    });
  },

  async shown() {
    return ((await (await registration())?.getNotifications()) ?? []) as unknown as ShownNotification[];
  },

  setBadge(unread) {
    // Not every browser has badges, and some refuse them unless the app is installed.
    void navigator.setAppBadge?.(unread).catch(() => undefined);
  },
};

function permission(): Permission {
  const canPush = "Notification" in window && "serviceWorker" in navigator && "PushManager" in window;
  return canPush ? Notification.permission : "unsupported";
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  return await navigator.serviceWorker?.getRegistration("/");
}

/** Resolves once the worker runs: on a first visit it may still be installing. */
async function ready(): Promise<ServiceWorkerRegistration> {
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error("The service worker does not run.")), READY_MS),
  );
  return await Promise.race([navigator.serviceWorker.ready, late]);
}

function addressOf(subscription: PushSubscription): PushAddress {
  const { endpoint = "", keys = {} } = subscription.toJSON();
  return { address: endpoint, p256dh: keys.p256dh ?? "", auth: keys.auth ?? "" };
}

/** The key in the server's format: base64url without padding. */
function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
