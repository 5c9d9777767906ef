// Makes one script of page.js and what it imports, and the notices of what is in it.
// usage: node bundle.mjs FOLDER    writes FOLDER/page.js, and the notices as
//                                 FOLDER/THIRD-PARTY.txt and FOLDER/licences.html
import { build } from "esbuild";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const result = await build({
  entryPoints: ["page.js"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "ascii",
  legalComments: "none", // the notices are in a part of the page of their own
  loader: { ".css": "empty" }, // page.css has what is needed of it
  metafile: true,
  write: false,
});

const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const found = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
  if (found) packages.add(found[1]);
}

function notice(name) {
  const place = join("node_modules", name);
  const about = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
  const file = readdirSync(place).find((entry) => /^licen[cs]e(\.md|\.txt)?$/i.test(entry));
  if (!file) throw new Error(`${name} comes without its licence`);
  const text = readFileSync(join(place, file), "utf8").replace(/\r/g, "").trim();
  return `${name} ${about.version} (${about.license})\n\n${text}\n`;
}

const rule = `\n${"-".repeat(72)}\n\n`;
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "page.js"), result.outputFiles[0].text.trim());
const notices = [
  "The HTML pages that benchrun writes hold code of these packages, each under the licence\n" +
    "that stands below its name.\n",
  ...[...packages].sort().map(notice),
].join(rule);
const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
writeFileSync(join(folder, "THIRD-PARTY.txt"), notices);
writeFileSync(join(folder, "licences.html"), notices.replace(/[&<>]/g, (letter) => escapes[letter]));
