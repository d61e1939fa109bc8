// Builds the browser's files into build/static and describes them in build/assets.json.
//
//   node build.mjs [output folder, default ../build]
//
// Fails on an unknown licence and on a file that a budget or a promise of the design forbids.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "..", "build"));
const target = join(out, "static");
const work = join(out, "work");

const FONT = "@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2";
// The font's own style sheet pulls in four alphabets; ours one. The fallback has the same measures
// (taken in Chromium over an Indonesian paragraph), so that nothing moves when the font arrives.
const FONT_FACE = `
@font-face { font-family: "Plus Jakarta Sans Variable"; font-weight: 200 800; font-display: swap; src: url("${FONT}") format("woff2"); }
@font-face { font-family: "Jakarta Fallback"; font-weight: 400; src: local("Arial"), local("Liberation Sans"), local("Roboto"); size-adjust: 103.1%; ascent-override: 100.9%; descent-override: 21.3%; line-gap-override: 0%; }
@font-face { font-family: "Jakarta Fallback"; font-weight: 600 700; src: local("Arial Bold"), local("Liberation Sans Bold"), local("Roboto Bold"); size-adjust: 99.5%; ascent-override: 104.5%; descent-override: 22.1%; line-gap-override: 0%; }
`;
const STYLE = ["tokens", "base", "forms", "components", "weighing", "pages", "print"];
const LICENCES = new Set(["0BSD", "MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "OFL-1.1", "Apache-2.0"]);

rmSync(target, { recursive: true, force: true });
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
// Imports must stand before rules: the fonts go into a sheet of their own.
writeFileSync(join(work, "font.css"), FONT_FACE);
writeFileSync(
  join(work, "style.css"),
  `@import "./font.css";\n${STYLE.map((name) => `@import ${JSON.stringify(join(here, "src", "css", `${name}.css`))};`).join("\n")}\n`,
);

const shared = {
  absWorkingDir: here,
  nodePaths: [join(here, "node_modules")],
  bundle: true,
  minify: true,
  metafile: true,
  outdir: target,
  target: ["chrome99", "safari15.4"],
  legalComments: "linked",
  loader: { ".woff2": "file", ".png": "empty" },
  entryNames: "[name]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]",
  logLevel: "warning",
};
const pages = await esbuild.build({
  ...shared,
  format: "esm",
  splitting: true,
  entryPoints: ["app", "staff", "auth", "photo-worker"].map((name) => join(here, "src", `${name}.js`)),
});
const worker = await esbuild.build({ ...shared, format: "iife", entryPoints: [join(here, "src", "sw.js")] });
// The map's own worker: a module by itself, for it is started by its address.
const mapWorker = await esbuild.build({
  ...shared,
  format: "esm",
  entryPoints: [{ in: "maplibre-gl/dist/maplibre-gl-worker.mjs", out: "map-worker" }],
});
const styles = await esbuild.build({
  ...shared,
  entryPoints: [join(work, "style.css"), ...["map-pin", "map-control"].map((name) => join(here, "src", "map", `${name}.css`))],
});

const outputs = {};
for (const result of [pages, worker, mapWorker, styles]) {
  for (const [file, facts] of Object.entries(result.metafile.outputs)) {
    const name = relative(target, resolve(here, file));
    outputs[name] = {
      bytes: facts.bytes,
      sha256: createHash("sha256").update(readFileSync(join(target, name))).digest("hex"),
      entry: Boolean(facts.entryPoint),
      imports: facts.imports.map((found) => ({
        ...found,
        path: found.external ? found.path : relative(target, resolve(here, found.path)),
      })),
      inputs: Object.keys(facts.inputs).map((input) => relative(here, resolve(here, input))),
    };
  }
}

// Promises of the design: no map library and no second alphabet in what every page loads.
for (const name of reachable("app.js")) {
  const heavy = outputs[name].inputs.find((input) => /leaflet|maplibre/.test(input));
  if (heavy) throw new Error(`${name} is loaded at once and contains ${heavy}`);
}

writeFileSync(join(target, "THIRD-PARTY.txt"), thirdParty());
writeFileSync(join(out, "assets.json"), `${JSON.stringify({ outputs }, null, 1)}\n`);
rmSync(work, { recursive: true, force: true });

function reachable(entry, seen = new Set()) {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const found of outputs[entry]?.imports ?? []) {
    if (found.kind === "import-statement" && !found.external) reachable(found.path, seen);
  }
  return seen;
}

function thirdParty() {
  const used = new Set();
  for (const { inputs } of Object.values(outputs)) {
    for (const input of inputs) {
      const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (match) used.add(match[1]);
    }
  }
  const parts = [...used].sort().map((name) => {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    if (!LICENCES.has(license)) throw new Error(`${name} ${version}: licence ${license} is not on the list`);
    const file = readdirSync(folder).find((entry) => /^(licen[sc]e|copying)/i.test(entry));
    const words = file ? readFileSync(join(folder, file), "utf8").trim() : "";
    return `${name} ${version} (${license})\n\n${words}\n`;
  });
  return `Parts of these files come from other projects.\n\n${parts.join(`\n${"-".repeat(72)}\n\n`)}`;
}
