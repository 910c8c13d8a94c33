import { svg, type TemplateResult } from "lit";
import { type IconName, icons } from "./icons";

const SVG = "http://www.w3.org/2000/svg";

/** Puts every icon into the page. Call it once, before the first element renders. */
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

/** A decorative icon: the label of the control around it has the meaning. */
export function icon(name: IconName, size: 16 | 20 = 20): TemplateResult {
  return svg`<svg class=${size === 16 ? "icon icon-16" : "icon"} viewBox="0 0 24 24" aria-hidden="true"><use href="#icon-${name}"></use></svg>`;
}
