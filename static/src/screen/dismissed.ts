// Notices of the staff that the user has dismissed in this browser.
import { signal } from "@preact/signals-core";

const KEPT_AS = "parlance.notices";
const MOST = 50;
const ids = signal<readonly string[]>(kept());

addEventListener("storage", (event) => {
  if (event.key === KEPT_AS) ids.value = kept();
});

/** (reactive) */
export function isDismissed(id: string): boolean {
  return ids.value.includes(id);
}

export function dismiss(id: string): void {
  ids.value = [...ids.value, id].slice(-MOST);
  localStorage.setItem(KEPT_AS, JSON.stringify(ids.value));
}

function kept(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? "[]");
    return Array.isArray(stored) ? stored : [];
  } catch {
    return [];
  }
}
