const CACHE = "parlance-told";
const MOST = 200;

/** The seq up to which this browser has notified, by conversation, so that closed notifications do not reappear. */
export interface Delivered {
  upTo(conversation: string): Promise<number>;
  reach(conversation: string, seq: number): Promise<void>;
}

/** Stored as cached responses to addresses that are never requested: the simplest persistent storage of a worker. */
export const delivered: Delivered = {
  async upTo(conversation) {
    const kept = await (await caches.open(CACHE)).match(address(conversation));
    return kept ? Number(await kept.text()) : 0;
  },

  async reach(conversation, seq) {
    const cache = await caches.open(CACHE);
    await cache.put(address(conversation), new Response(String(seq)));
    const kept = await cache.keys();
    const old = kept.slice(0, Math.max(0, kept.length - MOST));
    await Promise.all(old.map((request) => cache.delete(request)));
  },
};

function address(conversation: string): string {
  return `/told/${encodeURIComponent(conversation)}`;
}
