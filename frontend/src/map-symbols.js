// What stands on the map, drawn from the shapes that the server names, in the colours of the tokens.

const BOX = 24; // the square that the shapes are drawn in
const SIZES = { A: 26, B: 27, C: 32, D: 32, E: 33, F: 38, "-": 22 };
const MARK_SIZE = 18;
const EDGE = 2; // around each, so that it stands out from the road
const COLOURS = { obstacle: "--err", held: "--ink", passing: "--info", silent: "--muted" };

export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// "level-D", "level-D-old", "mark-held": the picture of that name, for `map.addImage`.
export function draw(id, { shapes, marks }) {
  const [kind, name, age] = id.split("-", 3);
  if (kind === "mark") return badge(marks[name], token(COLOURS[name]));
  const letter = name || "-";
  return level(shapes[letter], letter, { isOld: age === "old" });
}

function level(path, letter, { isOld }) {
  const isKnown = letter !== "-";
  const colour = isKnown ? token(`--los-${letter.toLowerCase()}`) : token("--muted");
  const isFull = isKnown && !isOld;
  return paint(SIZES[letter], (pen, shape) => {
    outline(pen, shape, token("--surface"), 2 * EDGE);
    pen.fillStyle = isFull ? colour : token("--surface");
    pen.fill(shape);
    if (!isFull) {
      pen.setLineDash(isOld ? [3, 2] : []);
      outline(pen, shape, colour, 2);
    }
    pen.fillStyle = isFull ? token("--on-los") : colour;
    pen.font = `700 13px ${getComputedStyle(document.body).fontFamily}`;
    pen.textAlign = "center";
    pen.textBaseline = "alphabetic";
    pen.fillText(isKnown ? letter : "?", BOX / 2, BOX / 2 + (letter === "D" ? 5.5 : 4.7));
  }, path);
}

function badge(path, colour) {
  return paint(MARK_SIZE, (pen, shape) => {
    outline(pen, shape, token("--surface"), 3 * EDGE);
    pen.fillStyle = token("--surface");
    pen.fill(shape);
    pen.fillStyle = colour;
    pen.fill(shape, "evenodd");
  }, path);
}

function outline(pen, shape, colour, width) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.lineJoin = "round";
  pen.stroke(shape);
}

function paint(size, work, path) {
  const ratio = Math.max(2, Math.ceil(devicePixelRatio));
  const canvas = document.createElement("canvas");
  canvas.width = (size + 2 * EDGE) * ratio;
  canvas.height = canvas.width;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.scale(ratio, ratio);
  pen.translate(EDGE, EDGE);
  pen.scale(size / BOX, size / BOX);
  work(pen, new Path2D(path));
  return { image: pen.getImageData(0, 0, canvas.width, canvas.height), options: { pixelRatio: ratio } };
}
