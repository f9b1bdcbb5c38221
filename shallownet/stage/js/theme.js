// The colours in use: the light or the dark palette, by the luminance of the page's own background.

import { colourTable } from "./field.js";

/** Resolves a CSS colour to [r, g, b] through a throw-away element, so that any notation will do. */
function resolveColour(element, text) {
  const probe = document.createElement("span");
  probe.style.display = "none";
  probe.style.backgroundColor = text;
  element.append(probe);
  const parts = getComputedStyle(probe).backgroundColor.match(/[\d.]+/g)?.map(Number);
  probe.remove();
  return parts && parts.length >= 3 && parts[3] !== 0 ? parts.slice(0, 3) : null;
}

function luminance([r, g, b]) {
  const linear = (v) => (v <= 10.31475 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** The theme for `element`: a palette with its colour tables; `current` itself when nothing has changed. */
export function readTheme(element, palette, current) {
  const style = getComputedStyle(element);
  const background = style.getPropertyValue("--st-background-color").trim();
  const rgb = background ? resolveColour(element, background) : null;
  const name = rgb && luminance(rgb) < 0.18 ? "dark" : "light";
  const colours = palette[name];
  const key = `${background} ${style.fontFamily} ${JSON.stringify(colours)}`;
  if (key === current?.key) return current;
  return {
    ...colours,
    name,
    // What lies behind the stage, so that gaps left round tiles and points match the page whatever its theme.
    surface: rgb ? `rgb(${rgb.join(",")})` : colours.surface,
    font: style.fontFamily || "sans-serif",
    soft: colourTable(colours.map_negative, colours.map_neutral, colours.map_positive),
    strong: colourTable(colours.negative, colours.point_middle, colours.positive),
    key,
  };
}

/** Hands the palette to the style sheet as custom properties. */
export function applyTheme(root, theme) {
  root.dataset.theme = theme.name;
  for (const name of ["surface", "ink", "muted", "faint", "accent", "warning"]) {
    root.style.setProperty(`--stage-${name}`, theme[name]);
  }
}
