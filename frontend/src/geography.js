// Leaflet with our own base map: the city's areas as GeoJSON, drawn in the colours of the tokens.
// No tiles, no other server. GeoJSON is lon, lat; everything else here is lat, lon.

import L from "leaflet";

const styles = getComputedStyle(document.documentElement);
const token = (name) => styles.getPropertyValue(name).trim();

export async function open(element, { baseUrl, centre, zoom = 12 }) {
  const map = L.map(element, { attributionControl: false, zoomSnap: 0.5, minZoom: 10, maxZoom: 18 });
  map.setView(centre ?? [-8.65, 115.216], zoom);
  const markSize = () => element.classList.toggle("is-far", map.getZoom() < 13.5);
  map.on("zoomend", markSize);
  const base = await drawBase(map, baseUrl);
  if (base && !centre) map.fitBounds(base.getBounds(), { padding: [8, 8] });
  // Without boundaries only the names of villages tell where one is: stay where they are seen.
  if (base && centre && !base.hasOutlines) map.setZoom(Math.min(zoom, 14.5));
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  markSize();
  return map;
}

async function drawBase(map, url) {
  if (!url) return null;
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`base map ${answer.status}`);
  const areas = await answer.json();
  const layer = L.geoJSON(areas, {
    interactive: false,
    style: () => ({ color: token("--line"), weight: 1, fillColor: token("--surface"), fillOpacity: 1 }),
    pointToLayer: (_feature, at) => L.circleMarker(at, { radius: 3, color: token("--line"), interactive: false }),
  }).addTo(map);
  layer.hasOutlines = areas.features.some((feature) => feature.geometry.type !== "Point");
  const names = L.layerGroup();
  for (const feature of areas.features) {
    const at = feature.properties.centre ?? null;
    const place = at ? [at[1], at[0]] : L.geoJSON(feature).getBounds().getCenter();
    const label = L.divIcon({ className: "area-name", html: "", iconSize: [120, 16], iconAnchor: [60, -4] });
    const marker = L.marker(place, { icon: label, interactive: false, keyboard: false });
    marker.on("add", () => { marker.getElement().textContent = feature.properties.name ?? ""; });
    names.addLayer(marker);
  }
  const toggle = () => (map.getZoom() >= 12.5 ? names.addTo(map) : names.remove());
  map.on("zoomend", toggle);
  toggle();
  return layer;
}

const SHAPES = {
  NEW: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z",
  OPEN: "M12 2l10 10-10 10L2 12z",
  WAITING: "M3 3h18v18H3z",
  DONE: "M12 2l3 7 7 .5-5.500 4.500 2 7.500L12 17l-6.500 4.500 2-7.500L2 9.500 9 9z",
  REJECTED: "M7 2h10l5 5v10l-5 5H7l-5-5V7z",
};
const COLOURS = { NEW: "--info", OPEN: "--warn", WAITING: "--bata", DONE: "--ok", REJECTED: "--err" };

// Markers differ by shape as well as by colour.
export function pin(group = "pin") {
  const element = document.createElement("span");
  element.className = `pin pin-${group}`;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[group] ?? "M12 1c5 0 8.500 3.500 8.500 8.500C20.500 15 12 23 12 23S3.500 15 3.500 9.500C3.500 4.500 7 1 12 1zm0 5a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7z");
  path.setAttribute("fill", token(COLOURS[group] ?? "--bata"));
  path.setAttribute("stroke", token("--surface"));
  path.setAttribute("stroke-width", "1.5");
  svg.append(path);
  element.append(svg);
  const size = SHAPES[group] ? 22 : 44;
  return L.divIcon({
    className: "pin-holder",
    html: element,
    iconSize: [size, size],
    iconAnchor: SHAPES[group] ? [size / 2, size / 2] : [size / 2, size],
  });
}

export { L };
