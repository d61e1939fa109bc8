// The map's style: layers from the ground up, every colour a token of the page.

import { token } from "./map-symbols.js";

const FONT = ["Plus Jakarta Sans Variable", "sans-serif"];

export function colours() {
  const names = ["sunken", "surface", "hair", "line", "muted", "ink", "bg", "brand-bg", "los-a", "los-c", "los-e", "los-f"];
  return Object.fromEntries(names.map((name) => [name, token(`--${name}`)]));
}

// `base`: a source and a function that gives its layers by colour; null: the villages' outlines alone.
export function styleOf({ areas, roads, links, junctions, base }) {
  const paint = colours();
  return {
    version: 8,
    sources: {
      ...(base ? { base: base.source } : {}),
      areas: { type: "geojson", data: outlines(areas) },
      names: { type: "geojson", data: centres(areas) },
      roads: { type: "geojson", data: lines(roads) },
      links: { type: "geojson", data: links },
      junctions: { type: "geojson", data: junctions },
    },
    layers: layers(paint, base ? base.layers(paint) : []),
  };
}

const collection = (features) => ({ type: "FeatureCollection", features });

function outlines(areas) {
  return collection(areas.features.filter((one) => one.geometry.type !== "Point"));
}

// Each area's name in its middle: the middle that the server tells, else that of its frame.
function centres(areas) {
  return collection(areas.features.map((one) => ({
    type: "Feature",
    properties: { name: one.properties.name ?? "" },
    geometry: { type: "Point", coordinates: middle(one) },
  })));
}

function middle({ geometry, properties }) {
  if (properties.centre) return properties.centre;
  if (geometry.type === "Point") return geometry.coordinates;
  const flat = geometry.coordinates.flat(Infinity);
  const half = (start) => {
    const values = flat.filter((_value, at) => at % 2 === start);
    return (Math.min(...values) + Math.max(...values)) / 2;
  };
  return [half(0), half(1)];
}

function lines(roads) {
  return collection(roads.map(({ street, lanes, line }) => ({
    type: "Feature",
    properties: { street, lanes },
    geometry: { type: "LineString", coordinates: line.map(([lat, lon]) => [lon, lat]) },
  })));
}

// The fuller the wider, so that it is not told by colour alone. Each direction on its own side: left.
const byDensity = (...values) => ["match", ["get", "density"], "free", values[0], "moving", values[1], "dense", values[2], "full", values[3], values[0]];

const SIZE = ["interpolate", ["linear"], ["zoom"], 10.5, 0.7, 12, 1, 15, 1.2];
const byZoom = (far, near) => ["interpolate", ["linear"], ["zoom"], 11, far, 15, near];
const byLanes = (one, two) => ["case", [">", ["get", "lanes"], 1], two, one];

function layers(paint, ground) {
  const text = (size) => ({ "text-font": FONT, "text-size": size });
  const halo = { "text-halo-color": paint.surface, "text-halo-width": 2 };
  const mark = (id, filter, offset) => ({
    id, type: "symbol", source: "junctions", filter,
    layout: { "icon-image": `mark-${id}`, "icon-offset": offset, "icon-size": SIZE, "icon-allow-overlap": true, "icon-ignore-placement": true },
  });
  // From afar the mode of each is in the card and in the table only.
  const named = ["format", ["get", "name"], {}, "\n", {}, ["get", "mode"], { "font-scale": 0.85, "text-color": paint.muted }];
  return [
    { id: "ground", type: "background", paint: { "background-color": paint.sunken } },
    { id: "land", type: "fill", source: "areas", paint: { "fill-color": paint.surface } },
    ...ground,
    { id: "borders", type: "line", source: "areas", paint: { "line-color": paint.hair, "line-width": 1.5 } },
    { id: "road-edges", type: "line", source: "roads", layout: { "line-cap": "round" },
      paint: { "line-color": paint.line, "line-width": ["interpolate", ["linear"], ["zoom"], 11, byLanes(3.5, 5), 15, byLanes(8, 12)] } },
    { id: "roads", type: "line", source: "roads", layout: { "line-cap": "round" },
      paint: { "line-color": paint.bg, "line-width": ["interpolate", ["linear"], ["zoom"], 11, byLanes(2, 3.5), 15, byLanes(6, 10)] } },
    { id: "links", type: "line", source: "links", filter: ["!=", ["get", "density"], ""], layout: { "line-cap": "butt" },
      paint: {
        "line-color": byDensity(paint["los-a"], paint["los-c"], paint["los-e"], paint["los-f"]),
        "line-width": ["interpolate", ["linear"], ["zoom"], 11, byDensity(1, 1.5, 2.5, 3.5), 15, byDensity(2.5, 4, 6, 8)],
        "line-offset": ["interpolate", ["linear"], ["zoom"], 11, -3, 15, -8],
      } },
    { id: "area-names", type: "symbol", source: "names", minzoom: 12,
      layout: { ...text(11), "text-field": ["get", "name"], "text-max-width": 7, "text-padding": 12 },
      paint: { "text-color": paint.muted, ...halo } },
    { id: "street-names", type: "symbol", source: "roads", minzoom: 13.5,
      layout: { ...text(12), "text-field": ["get", "street"], "symbol-placement": "line", "text-max-angle": 30 },
      paint: { "text-color": paint.ink, ...halo } },
    // Labels lie under the shapes, which are placed before them: no name covers a junction.
    { id: "labels", type: "symbol", source: "junctions",
      layout: {
        ...text(byZoom(12, 14)),
        "text-field": ["step", ["zoom"], ["get", "name"], 12, named],
        "text-max-width": 14, "text-radial-offset": 1.7, "text-justify": "auto",
        "text-variable-anchor": ["left", "right", "top", "bottom", "top-left", "top-right", "bottom-left", "bottom-right"],
      },
      paint: { "text-color": paint.ink, ...halo } },
    { id: "junctions", type: "symbol", source: "junctions",
      layout: {
        "icon-image": ["concat", "level-", ["case", ["==", ["get", "level"], "-"], "", ["get", "level"]], ["case", ["get", "is_old"], "-old", ""]],
        "icon-size": SIZE, "icon-allow-overlap": true,
      } },
    mark("silent", [">", ["get", "silent"], 0], [15, 13]),
    mark("held", ["get", "is_held"], [15, -13]),
    mark("passing", ["get", "is_passing"], [-15, 13]),
    mark("obstacle", ["get", "has_obstacle"], [-15, -13]),
  ];
}
