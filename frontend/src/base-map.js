// The city's own base map: one PMTiles file of the city's server, drawn in the page's colours. Layers
// are known by the names of the schemas in use (Protomaps, OpenMapTiles, Shortbread); others are
// left out. No fonts and no pictures are fetched.

import { addProtocol } from "maplibre-gl";
import { PMTiles, Protocol, TileType } from "pmtiles";

const WATER = ["water", "ocean", "water_polygons", "waterway", "water_lines"];
const LAND = ["earth", "land"];
const BUILDINGS = ["buildings", "building"];
const ROADS = ["roads", "transportation", "streets"];

let protocol = null;

// What the style needs; for the same archive asked once.
export async function baseOf(url) {
  if (!protocol) {
    protocol = new Protocol();
    addProtocol("pmtiles", protocol.tile);
  }
  const archive = new PMTiles(new URL(url, location.href).href);
  protocol.add(archive);
  const header = await archive.getHeader();
  const isVector = header.tileType === TileType.Mvt;
  const metadata = isVector ? await archive.getMetadata() : {};
  return {
    source: { type: isVector ? "vector" : "raster", url: `pmtiles://${archive.source.getKey()}`, ...(isVector ? {} : { tileSize: 256 }) },
    names: (metadata.vector_layers ?? []).map((one) => one.id),
    isVector,
  };
}

export function layersOf({ names, isVector }, paint) {
  if (!isVector) return [{ id: "base-picture", type: "raster", source: "base" }];
  const known = (wanted) => wanted.filter((name) => names.includes(name));
  const areas = (wanted, colour) => known(wanted).map((name) => ({
    id: `base-${name}`, type: "fill", source: "base", "source-layer": name,
    filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour },
  }));
  const lines = (wanted, colour, far, near, extra = {}) => known(wanted).map((name) => ({
    id: `base-${name}-lines`, type: "line", source: "base", "source-layer": name,
    filter: ["==", ["geometry-type"], "LineString"],
    paint: { "line-color": colour, "line-width": ["interpolate", ["linear"], ["zoom"], 11, far, 16, near] }, ...extra,
  }));
  return [
    ...areas(LAND, paint.surface),
    ...areas(WATER, paint["brand-bg"]),
    ...lines(WATER, paint["brand-bg"], 1, 3),
    ...areas(BUILDINGS, paint.hair),
    ...lines(ROADS, paint.hair, 0.8, 6),
  ];
}
