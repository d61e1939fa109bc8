// The round of a crew, ordered anew on the phone from where it stands: the position leaves nobody's
// pocket, and it works without a signal. The same order as rules/rounds.py, measured as kernel/geo.py does: always the nearest next.

const EARTH_M = 6_371_008.8;
const RAD = Math.PI / 180;

function metres(a, b) {
  const across = (b.lon - a.lon) * RAD * Math.cos(((a.lat + b.lat) / 2) * RAD);
  return EARTH_M * Math.hypot(across, (b.lat - a.lat) * RAD);
}

const words = (way) => (way < 1000 ? `${Math.round(way / 10) * 10}\u00a0m` : `${(way / 1000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })}\u00a0km`);

function order(list, start) {
  const rows = [...list.children];
  const left = rows.filter((row) => row.dataset.lat).map((row) => ({ row, lat: Number(row.dataset.lat), lon: Number(row.dataset.lon) }));
  let here = start;
  while (left.length) {
    const ways = left.map((one) => metres(here, one));
    const nearest = ways.indexOf(Math.min(...ways));
    const [next] = left.splice(nearest, 1);
    next.row.querySelector("[data-way]").textContent = words(ways[nearest]);
    list.append(next.row);
    here = next;
  }
  for (const row of rows) if (!row.dataset.lat) list.append(row);
}

export function start(list) {
  const button = document.querySelector("[data-round-from]");
  const said = document.querySelector("[data-round-said]");
  if (!navigator.geolocation || !isSecureContext) {
    button.hidden = true;
    return;
  }
  button.addEventListener("click", () => {
    said.textContent = said.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        order(list, { lat: coords.latitude, lon: coords.longitude });
        said.textContent = said.dataset.done;
      },
      () => { said.textContent = said.dataset.refused; },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  });
}
