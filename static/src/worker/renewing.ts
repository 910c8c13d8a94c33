import { call, get } from "./server";

declare const self: ServiceWorkerGlobalScope;

interface Changed extends ExtendableEvent {
  readonly oldSubscription?: PushSubscription | null;
  readonly newSubscription?: PushSubscription | null;
}

/** Sends a changed push address to the server, with the one that it replaces. */
export async function renew({ oldSubscription, newSubscription }: Changed): Promise<void> {
  const subscription = newSubscription ?? (await subscribe(oldSubscription));
  const { endpoint, keys = {} } = subscription.toJSON();
  await call("POST", "notifications/registrations", {
    channel: "webpush",
    address: endpoint,
    p256dh: keys.p256dh,
    auth: keys.auth,
    ...(oldSubscription ? { replaces: oldSubscription.endpoint } : {}),
  });
}

async function subscribe(old: PushSubscription | null | undefined): Promise<PushSubscription> {
  const applicationServerKey = old?.options.applicationServerKey ?? (await key());
  return self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
}

async function key(): Promise<string> {
  return (await get<{ public_key: string }>("notifications/key")).public_key;
}
