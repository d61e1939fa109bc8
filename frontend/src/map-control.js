// MapLibre over our own ground: villages, roads, and every junction with its level, mode and marks.
// No tiles, no fonts, no other server. The data of the map are lat, lon; GeoJSON is lon, lat.
//
// The page is told of changes by the stream (`sewaka:state`, fresh.js) and asks for all of it again
// by the clock, slower while the stream speaks.

import { AttributionControl, FullscreenControl, Map, Marker, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";

import { draw } from "./map-symbols.js";
import { colours, styleOf } from "./map-style.js";
import { card, inWords } from "./map-words.js";

const APART_MS = 1000; // what is drawn changes at most once a second
const FIT = { padding: { top: 56, bottom: 56, left: 48, right: 80 }, maxZoom: 15 };
const ASK_MS = 5000;
const ASK_LIVE_MS = 15000;

export async function open(panel) {
  setWorkerUrl(panel.dataset.worker);
  const told = new globalThis.Map(); // states that came while the rest was under way
  const hear = ({ detail }) => told.set(detail.key, detail);
  document.addEventListener("sewaka:state", hear);
  const [drawn, areas, base] = await Promise.all([load(panel.dataset.url), load(panel.dataset.base), ownBase(panel)]);
  document.removeEventListener("sewaka:state", hear);
  const junctions = new globalThis.Map(drawn.junctions.map((one) => [one.code, one]));
  for (const [code, state] of told) take(junctions, code, state);

  const map = new Map({
    container: panel.querySelector("[data-map]"),
    style: styleOf({ areas, roads: drawn.roads, links: densities(drawn.links, junctions), junctions: features(junctions, drawn.words), base }),
    bounds: around(drawn.junctions),
    fitBoundsOptions: FIT,
    minZoom: 9, maxZoom: 18, pitchWithRotate: false, dragRotate: false, touchPitch: false,
    attributionControl: false,
    fadeDuration: 0,
    locale: drawn.words.map,
  });
  map.setMissingStyleImageResolver((id) => {
    const { image, options } = draw(id, drawn);
    if (!map.hasImage(id)) map.addImage(id, image, options);
  });
  map.touchZoomRotate.disableRotation();
  addControls(map, panel, base ? panel.dataset.tilesSource : drawn.words.source);
  keepInSight(map, around(drawn.junctions));
  await new Promise((resolve, reject) => {
    map.once("load", resolve);
    map.once("error", ({ error }) => reject(error));
  });
  const links = addLinks(map, junctions, drawn.words);
  follow(map, panel, { junctions, roads: drawn.links, words: drawn.words, links });
  followTheme(map, { areas, drawn, junctions, base });
  panel.map = map; // for whoever looks on, as the tests do
  return map;
}

async function load(url) {
  const answer = await fetch(url);
  if (!answer.ok || answer.redirected) throw new Error(`${url} ${answer.status}`);
  return answer.json();
}

// The city's own base map, where it has one; one that can not be read leaves the outlines.
async function ownBase({ dataset }) {
  if (!dataset.tiles) return null;
  try {
    const { baseOf, layersOf } = await import("./base-map.js");
    const found = await baseOf(dataset.tiles);
    return { source: found.source, layers: (paint) => layersOf(found, paint) };
  } catch {
    return null;
  }
}

function take(junctions, code, state) {
  const one = junctions.get(code);
  if (one) one.state = state;
}

function around(places) {
  const lats = places.map((one) => one.lat);
  const lons = places.map((one) => one.lon);
  if (!places.length) return [[115.16, -8.75], [115.28, -8.6]];
  return [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]];
}

// Until somebody moves it, the map shows all junctions, however large it becomes.
function keepInSight(map, bounds) {
  let isMoved = false;
  map.on("movestart", ({ originalEvent }) => { isMoved ||= Boolean(originalEvent) && originalEvent.type !== "resize"; });
  map.on("resize", () => { if (!isMoved) map.fitBounds(bounds, { ...FIT, animate: false }); });
}

function features(junctions, words) {
  return {
    type: "FeatureCollection",
    features: [...junctions.values()].map(({ code, name, lat, lon, state }) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [lon, lat] },
      properties: {
        code,
        name,
        level: state.level || "-",
        mode: words.modes[state.mode] ?? "",
        is_old: Boolean(state.is_stale && state.level),
        is_held: Boolean(state.hold),
        is_passing: Boolean(state.passing),
        has_obstacle: Boolean(state.obstacles?.length),
        silent: state.silent?.length ?? 0,
      },
    })),
  };
}

// The density of each direction, as the junction at its end tells it.
function densities(roads, junctions) {
  const known = Object.assign({}, ...[...junctions.values()].map((one) => one.state.density ?? {}));
  return {
    type: "FeatureCollection",
    features: roads.map(({ approach, street, lanes, line }) => ({
      type: "Feature",
      geometry: { type: "LineString", coordinates: line.map(([lat, lon]) => [lon, lat]) },
      properties: { approach, street, lanes, density: known[approach] ?? "" },
    })),
  };
}

function addControls(map, panel, source) {
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new FullscreenControl({ container: panel.closest("[data-wall]") ?? panel }), "top-right");
  map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
  const credit = document.createElement("span");
  credit.textContent = source;
  map.addControl(new AttributionControl({ compact: false, customAttribution: `${credit.innerHTML} · MapLibre` }), "bottom-right");
}

// For the pointer the shapes themselves; for the keyboard, and for who has it read out, a link to each
// junction, whose place a ring shows. Shapes may overlap; links do not.
function addLinks(map, junctions, words) {
  const holder = map.getContainer();
  const box = card(holder);
  const ring = document.createElement("div");
  ring.className = "spot";
  const place = new Marker({ element: ring }).setLngLat([0, 0]);
  const list = document.createElement("ul");
  list.className = "hidden";
  const links = new globalThis.Map();
  for (const one of [...junctions.values()].sort((a, b) => a.code.localeCompare(b.code))) {
    const link = document.createElement("a");
    link.href = one.url;
    link.dataset.code = one.code;
    link.addEventListener("blur", () => { box.hide(); place.remove(); });
    link.addEventListener("focus", () => {
      if (!map.getBounds().contains([one.lon, one.lat])) map.jumpTo({ center: [one.lon, one.lat] });
      place.setLngLat([one.lon, one.lat]).addTo(map);
      box.show(one, words);
    });
    const row = document.createElement("li");
    row.append(link);
    list.append(row);
    links.set(one.code, link);
  }
  map.getCanvas().after(list);
  map.on("mousemove", "junctions", ({ features: [found] }) => {
    map.getCanvas().style.cursor = "pointer";
    box.show(junctions.get(found.properties.code), words);
  });
  map.on("mouseleave", "junctions", () => {
    map.getCanvas().style.cursor = "";
    box.hide();
  });
  map.on("click", "junctions", ({ features: [found] }) => location.assign(junctions.get(found.properties.code).url));
  name(links, junctions, words);
  return links;
}

function name(links, junctions, words) {
  for (const [code, link] of links) {
    const said = inWords(junctions.get(code), words).join(". ");
    if (link.textContent !== said) link.textContent = said;
  }
}

function follow(map, panel, { junctions, roads, words, links }) {
  let isChanged = false;
  let heard = 0;
  let asked = Date.now();
  const hear = ({ detail }) => {
    heard = Date.now();
    take(junctions, detail.key, detail);
    isChanged = true;
  };
  const ask = async () => {
    asked = Date.now();
    const { junctions: fresh } = await load(panel.dataset.url);
    for (const { code, state } of fresh) take(junctions, code, state);
    isChanged = true;
  };
  const clock = setInterval(() => {
    if (document.visibilityState !== "visible") return;
    const pause = Date.now() - heard < ASK_LIVE_MS ? ASK_LIVE_MS : ASK_MS;
    if (Date.now() - asked >= pause) ask().catch(() => {});
    if (!isChanged) return;
    isChanged = false;
    map.getSource("junctions")?.setData(features(junctions, words));
    map.getSource("links")?.setData(densities(roads, junctions));
    name(links, junctions, words);
  }, APART_MS);
  document.addEventListener("sewaka:state", hear);
  map.once("remove", () => {
    clearInterval(clock);
    document.removeEventListener("sewaka:state", hear);
  });
}

// The same map in the other theme: its colours and its pictures are made anew.
function followTheme(map, { areas, drawn, junctions, base }) {
  let known = colours();
  const look = () => {
    const now = colours();
    if (JSON.stringify(now) === JSON.stringify(known)) return;
    known = now;
    map.setStyle(styleOf({ areas, roads: drawn.roads, links: densities(drawn.links, junctions), junctions: features(junctions, drawn.words), base }), { diff: false });
  };
  const device = matchMedia("(prefers-color-scheme: dark)");
  const chosen = new MutationObserver(look);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  device.addEventListener("change", look);
  map.once("remove", () => {
    chosen.disconnect();
    device.removeEventListener("change", look);
  });
}
