// Menus and the emoji picker float next to their anchors. Below 720 px both are sheets at the lower edge.
import type { IconName } from "../icons/icons";

export interface MenuItem {
  label: string;
  icon: IconName;
  shortcut?: string;
  danger?: boolean;
  act: () => void;
}

export interface MenuRequest {
  anchor: HTMLElement;
  label: string;
  items: readonly MenuItem[];
  /** A row of quick reactions above the items. */
  quick?: { emoji: readonly string[]; pick: (emoji: string) => void; more: () => void };
}

export interface PickerRequest {
  anchor: HTMLElement;
  pick: (emoji: string) => void;
}

const GAP = 4;
const EDGE = 8;

/** Places a shown popover below its anchor, or above it where there is more room, within the window. */
export function placeBeside(floating: HTMLElement, anchor: HTMLElement): void {
  if (matchMedia("(max-width: 719px)").matches) {
    floating.style.removeProperty("inset");
    return;
  }
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = floating;
  const below = at.bottom + GAP + height + EDGE <= innerHeight || at.top < innerHeight / 2;
  const top = below ? at.bottom + GAP : at.top - GAP - height;
  const left = Math.min(at.right - width, innerWidth - width - EDGE);
  floating.style.inset = `${clamp(top, innerHeight - height - EDGE)}px auto auto ${clamp(left, innerWidth)}px`;
}

function clamp(value: number, most: number): number {
  return Math.max(EDGE, Math.min(value, most));
}
