// Bundles every script and style sheet that lies directly in src/ into the folder given, under
// names that change with their content, and writes manifest.json: {"app.js": "app-3F2AB6C1.js"}.

import { readdirSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { build } from "esbuild";

const target = process.argv[2];
const entries = readdirSync("src").filter((name) => /\.(js|css)$/.test(name));

const result = await build({
  entryPoints: entries.map((name) => join("src", name)),
  outdir: target,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  sourcemap: "linked",
  target: ["es2022", "firefox115", "safari16", "chrome110"],
  format: "esm",
  loader: { ".svg": "file", ".woff2": "file" },
  legalComments: "eof",
  metafile: true,
  logLevel: "warning",
});

const names = {};
for (const [file, { entryPoint }] of Object.entries(result.metafile.outputs)) {
  if (entryPoint) names[basename(entryPoint)] = relative(target, file);
}
const sorted = Object.fromEntries(Object.entries(names).sort());
writeFileSync(join(target, "manifest.json"), JSON.stringify(sorted, null, 1) + "\n");
