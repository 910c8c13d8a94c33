// The user's preferences. The server stores the meaning of Enter for all devices, this browser stores the look. The
// theme is also a cookie, so that the server renders the first page in it.
import { signal } from "@preact/signals-core";
import { memory } from "../helpers/memory";
import type { Account } from "../models/api";

export type Theme = "system" | "light" | "dark";

interface Looks {
  theme: Theme;
  bubbles: boolean;
}

export interface Liking extends Looks {
  enterSends: boolean;
}

const KEPT_AS = "parlance.looks";
const looks = signal<Looks>(kept());

addEventListener("storage", (event) => {
  if (event.key === KEPT_AS) looks.value = kept();
});

/** (reactive) */
export function liking(account: Pick<Account, "me">): Liking {
  return { ...looks.value, enterSends: account.me.value.preferences?.enter_sends !== false };
}

export async function like(
  account: Pick<Account, "update">,
  { enterSends, ...changes }: Partial<Liking>,
): Promise<void> {
  looks.value = { ...looks.value, ...changes };
  memory.set(KEPT_AS, JSON.stringify(looks.value));
  if (enterSends !== undefined) await account.update({ preferences: { enter_sends: enterSends } });
}

export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: not all browsers have the Cookie Store API
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
}

function kept(): Looks {
  const fallback: Looks = { theme: "system", bubbles: false };
  try {
    return { ...fallback, ...(JSON.parse(memory.get(KEPT_AS) ?? "{}") as Partial<Looks>) };
  } catch {
    return fallback;
  }
}
