import type { FromWorker } from "../protocol/pushes";
import type { Windows } from "./shade";

declare const self: ServiceWorkerGlobalScope;

const ANSWER_MS = 500;

export const windows: Windows = {
  async anyFocused() {
    return (await pages()).some(({ focused }) => focused);
  },

  async looking(conversation) {
    const asked = (await pages())
      .filter(isVisible)
      .map((page) => ask(page, { type: "looking", conversation }));
    return (await Promise.all(asked)).includes(true);
  },
};

/** Focuses an open page of this product, or opens one, and sends it to the conversation. */
export async function openAt(
  url: string,
  conversation: string,
  seq: number | null,
  draft: string | null = null,
): Promise<void> {
  const open = (await pages()).filter(isChat);
  const page = open.find(({ focused }) => focused) ?? open.find(isVisible) ?? open[0];
  const at = page ? await page.focus().catch(() => page) : await self.clients.openWindow(url);
  if (conversation && (page || draft !== null))
    at?.postMessage({ type: "open", conversation, seq, draft } satisfies FromWorker);
}

async function pages(): Promise<readonly WindowClient[]> {
  return await self.clients.matchAll({ type: "window", includeUncontrolled: true });
}

/** Asks the page what it shows, because some browsers report a page's initial address. */
function ask(page: WindowClient, question: FromWorker): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(resolve, ANSWER_MS, false);
    page.postMessage(question, [port2]);
  });
}

function isVisible({ visibilityState }: WindowClient): boolean {
  return visibilityState === "visible";
}

function isChat({ url }: WindowClient): boolean {
  const { pathname } = new URL(url);
  return pathname === "/" || pathname === "/saved" || pathname.startsWith("/c/");
}
