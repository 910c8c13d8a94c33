import { svg, type TemplateResult } from "lit";
import { type IconName, icons } from "./icons";

const SVG = "http://www.w3.org/2000/svg";

/** Puts every icon into the page once; call before the first element is drawn. */
export function installIcons(): void {
  const sprite = document.createElementNS(SVG, "svg");
  sprite.setAttribute("aria-hidden", "true");
  sprite.setAttribute("width", "0");
  sprite.setAttribute("height", "0");
  sprite.classList.add("aside");
  for (const [name, shapes] of Object.entries(icons)) {
    const symbol = document.createElementNS(SVG, "symbol");
    symbol.id = `icon-${name}`;
    symbol.setAttribute("viewBox", "0 0 24 24");
    for (const [tag, attributes] of shapes) {
      const shape = document.createElementNS(SVG, tag);
      for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, String(value));
      symbol.append(shape);
    }
    sprite.append(symbol);
  }
  document.body.append(sprite);
}

/** One icon, for the eye only: what it means is said by the label of the control around it. */
export function icon(name: IconName, size: 16 | 20 = 20): TemplateResult {
  return svg`<svg class=${size === 16 ? "icon icon-16" : "icon"} viewBox="0 0 24 24" aria-hidden="true"><use href="#icon-${name}"></use></svg>`;
}
