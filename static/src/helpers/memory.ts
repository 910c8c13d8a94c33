/** Small values in the browser's local storage. If storage is not permitted, they last as long as the page. */
export interface Memory {
  get(name: string): string | null;
  set(name: string, value: string | null): void;
}

const fallback = new Map<string, string | null>();

export const memory: Memory = {
  get(name) {
    const value = fallback.get(name);
    if (value !== undefined) return value;
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
      fallback.delete(name);
    } catch {
      fallback.set(name, value);
    }
  },
};
