// Icons, drawn here, so that none is fetched from anywhere. Their shapes lie on a 24 × 24 grid.

const ICON_NAMESPACE = "http://www.w3.org/2000/svg";

/** The picture of a path, for those who see it: what it stands for is said by what it is put into. */
export function drawIcon(shape) {
  const svg = document.createElementNS(ICON_NAMESPACE, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(ICON_NAMESPACE, "path");
  path.setAttribute("d", shape);
  svg.append(path);
  return svg;
}
