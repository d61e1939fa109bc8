// A QR code as one path of an SVG, with the quiet zone that scanners ask for.

import { encode } from "uqr";

const QUIET = 4;
const SVG = "http://www.w3.org/2000/svg";

function part(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export function draw(text) {
  const { data, size } = encode(text, { ecc: "M", border: QUIET });
  const squares = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")));
  const svg = part("svg", { viewBox: `0 0 ${size} ${size}`, "shape-rendering": "crispEdges", "aria-hidden": "true" });
  svg.append(part("rect", { class: "qr-paper", width: size, height: size }), part("path", { class: "qr-ink", d: squares.join("") }));
  return svg;
}
