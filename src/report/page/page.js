// What runs in the page of a report: tables that sort by a click on a heading, and flame graphs.
import flamegraph from "d3-flame-graph";
import { select } from "d3-selection";
import Tablesort from "tablesort";

// ---- tables ----

const scales = {
  "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, "%": 1, GHz: 1,
  B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4,
  ns: 1, "\u00b5s": 1e3, ms: 1e6, s: 1e9, min: 60e9, h: 3600e9,
};

// "100k \u00d72" is two figures; what is no figure is null. A figure that is missing is the smallest.
function figures(text) {
  if (text === "\u2013" || text === "") return [-Infinity];
  const plain = text.replace(/,(?=\d{3})/g, "").replace(/[~\u2020*<\u00d7]/g, "");
  const found = [];
  const rest = plain.replace(/([-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*([A-Za-z\u00b5%]*)/g, (all, number, unit) => {
    if (!(unit in scales)) return all;
    found.push(Number(number) * scales[unit]);
    return "";
  });
  return found.length > 0 && /^(\s|to|,)*$/.test(rest) ? found : null;
}

function compare(left, right) {
  const [a, b] = [left, right].map((keys) => keys.split(" ").map(Number));
  for (let i = 0; i < Math.min(a.length, b.length); i++)
    if (a[i] !== b[i]) return a[i] < b[i] ? 1 : -1;
  return b.length - a.length;
}

function markFigures(table) {
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    const cells = [...table.tBodies[0].rows].map((row) => row.cells[column]);
    const keys = cells.map((cell) => figures(cell.textContent.trim()));
    if (keys.some((key) => key === null)) return;
    heading.dataset.sortMethod = "figures";
    cells.forEach((cell, i) => (cell.dataset.sort = keys[i].join(" ")));
  });
}

// A long heading such as "allocations/record" may go on in a new line behind the slash.
function letBreak(heading) {
  if (heading.children.length > 0) return;
  const parts = heading.textContent.split(/(?<=\/)(?=\w{4})/);
  heading.replaceChildren(...parts.flatMap((part, i) => (i > 0 ? [document.createElement("wbr"), part] : [part])));
}

function makeSortable(table) {
  if (!table.tHead || !table.tBodies[0] || table.tBodies[0].rows.length < 2) return;
  markFigures(table);
  new Tablesort(table);
  for (const heading of table.tHead.rows[0].cells) heading.title = "Sort";
}

// ---- flame graphs ----

function describe(flame, data) {
  const share = ((100 * data.value) / flame.root.value).toFixed(1);
  const where = data.library ? ` (${data.library})` : "";
  return `${data.name}${where}: ${share} %, ${data.figure}`;
}

function draw(flame, place) {
  const libraries = flame.libraries;
  const chart = flamegraph()
    .width(Math.max(place.clientWidth, 200))
    .cellHeight(20)
    .minFrameSize(1)
    .transitionDuration(0)
    .selfValue(false)
    .tooltip(false)
    .setSearchMatch((node, words) => node.data.name.toLowerCase().includes(words.toLowerCase()))
    .setSearchHandler(() => {})
    .setLabelHandler((node) => describe(flame, node.data))
    .setColorMapper((node) => {
      if (node.highlight) return "var(--mark)";
      const index = libraries.indexOf(node.data.library);
      return index < 0 || index > 6 ? "var(--box-other)" : `var(--box-${index})`;
    });
  select(place).datum(structuredClone(flame.root)).call(chart);
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) chart.transitionDuration(150);
  return chart;
}

function addFlame(flame, section) {
  const heading = document.createElement("h3");
  heading.textContent = flame.title;
  const tools = document.createElement("p");
  tools.className = "tools";
  const search = document.createElement("input");
  search.type = "search";
  search.placeholder = "Find a function";
  search.setAttribute("aria-label", `Find a function in ${flame.title}`);
  const all = document.createElement("button");
  all.type = "button";
  all.textContent = "Show all";
  const details = document.createElement("p");
  details.className = "details";
  details.textContent = "A click on a box shows what it calls.";
  const place = document.createElement("div");
  place.className = "flame";
  tools.append(search, " ", all);
  section.append(heading, tools, details, place);
  let chart = draw(flame, place);
  let width = place.clientWidth;
  const show = () => chart.setDetailsElement(details);
  show();
  search.addEventListener("input", () => (search.value ? chart.search(search.value) : chart.clear()));
  all.addEventListener("click", () => chart.resetZoom());
  addEventListener("resize", () => {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    place.replaceChildren();
    chart = draw(flame, place);
    show();
  });
}

document.querySelectorAll("main th").forEach(letBreak);
Tablesort.extend("figures", () => false, compare);
document.querySelectorAll("main table").forEach(makeSortable);
const section = document.getElementById("flame-graphs");
const flames = document.getElementById("flames");
if (section && flames) for (const flame of JSON.parse(flames.textContent)) addFlame(flame, section);
