#!/usr/bin/env bash
# The HTML page of a report: made from the file alone, one file, text from outside escaped; and in a
# browser, at the width of a desk and of a phone: nothing sticks out, nothing fails, a click on a
# heading sorts, flame graphs are drawn.
. "$(dirname "$0")/common.sh"
needs_parts 'HTML pages'

edit() {
    python3 - "$@" <<'PYTHON'
import json, sys
p = json.load(open(sys.argv[1]))
exec(sys.argv[3])
json.dump(p, open(sys.argv[2], "w"))
PYTHON
}

# ---- the file ----

page=reports/concurrent/marc.html
golden=$BENCHRUN_SOURCE_DIR/tests/golden/profile-v1.json
expect 0 report "$golden" --format html
has output 'Report   reports/concurrent/'
page=$(echo reports/*/*.html)
[ -f "$page" ] || fail "no page: $page"
cp "$page" first.html
expect 0 report "$golden" --format html
cmp first.html "$page" || fail 'the same profile gives other bytes'
has "${page%/*}/README.md" ', [as a page]('

# The same sections as the report, tables in containers of their own, nothing from elsewhere.
python3 - "$page" "${page%.html}.md" <<'PYTHON' || fail 'page and report differ'
import html.parser, re, sys
report = open(sys.argv[2]).read()
class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.titles, self.tables, self.ids, self.links, self.sources = [], [], 0, [], [], []
    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.open.append(tag)
        if tag == "h2":
            self.titles.append("")
        if tag == "table":
            self.tables += 1
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and values.get("href", "").startswith("#"):
            self.links.append(values["href"][1:])
        if tag == "img":
            self.sources.append(values["src"])
        assert not any(name.startswith("on") for name in values), (tag, attributes)
        assert tag not in ("iframe", "object", "embed", "base", "form"), tag
    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass
    def handle_data(self, data):
        if "h2" in self.open:
            self.titles[-1] += data
page = open(sys.argv[1]).read()
reader = Reader()
reader.feed(page)
outside = re.sub(r"(?ms)^(`{3,})text$.*?^\1$", "", report)
titles = [line[3:].replace("\\", "") for line in outside.split("\n") if line.startswith("## ")]
assert [t for t in reader.titles if t != "Flame graphs"] == titles, (reader.titles, titles)
assert reader.tables == len(re.findall(r"(?m)^\|(?: ---:? \|)+$", outside)), reader.tables
assert page.count('<div class="table"') == reader.tables
assert len(set(reader.ids)) == len(reader.ids)
assert set(reader.links) <= set(reader.ids), set(reader.links) - set(reader.ids)
assert all(source.startswith("data:image/svg+xml;base64,") for source in reader.sources)
assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
PYTHON

# ---- text from outside ----

hostile='</script><script>document.title="broken"</script><img src=x onerror=alert(1)>"'"'"'&`|*_[x](javascript:alert(1))'
edit "$golden" hostile.json '
text = """'"$hostile"'"""
p["name"] = p["workload_summary"] = p["command"] = text
p["environment"]["hostname"] = p["environment"]["cpu_model"] = text
for i in p["inputs"]: i["name"] = text
for s in p["config"].get("settings", []): s["value"] = text
for r in p["results"]:
    for k in r.get("stacks", []):
        for f in k.get("frames", []): f["name"] = f["library"] = text
    if "failure" in r: r["failure"] = r["output_tail"] = text
'
expect 0 report hostile.json --format html --out hostile
page=$(echo hostile/reports/*/*.html)
has "$page" '&lt;/script&gt;'
has_not "$page" '<script>document.title'
has_not "$page" '<img src=x'
has_not "$page" 'href="javascript:'

# ---- in a browser ----

if ! command -v chromium >/dev/null; then
    printf 'skipped: there is no chromium to look at the page with\n'
    exit 77
fi
needs_parts 'sorting and flame graphs in HTML pages'
cmp "$BENCHRUN_SOURCE_DIR/THIRD-PARTY.txt" "$BENCHRUN_BINARY_DIR/page/THIRD-PARTY.txt" ||
    fail 'the notices are not those of what is in the page: copy them from the build'

# look PAGE WIDTH: what the page is like in a browser of that width, as JSON in the file `seen`.
look() {
    python3 - "$1" look.html <<'PYTHON'
import sys
page = open(sys.argv[1]).read()
early = """<script>
var seen = {errors: []};
addEventListener("error", event => seen.errors.push(String(event.message)));
addEventListener("securitypolicyviolation", event => seen.errors.push(event.violatedDirective));
console.error = (...words) => seen.errors.push(words.join(" "));
</script>"""
late = """<script>
seen.width = innerWidth;
seen.content = document.documentElement.scrollWidth;
seen.title = document.title;
seen.boxes = document.querySelectorAll("#flame-graphs rect").length;
seen.pictures = [...document.images].filter(image => !image.complete || image.naturalWidth === 0).length;
const headline = document.querySelector("main .table");
seen.headlineFits = headline.scrollWidth <= headline.clientWidth;
const column = (table, index) => [...table.tBodies[0].rows].map(row => row.cells[index].textContent);
const tables = [...document.querySelectorAll("main table")];
const isOfFigures = texts => new Set(texts).size > 2 && texts.every(text => /^[\\d.,]+[kM]?$/.test(text));
let heading = null, index = 0, table = tables.find(candidate => {
    index = [...candidate.rows[0].cells].findIndex((_, i) => isOfFigures(column(candidate, i)));
    return index >= 0;
});
if (table) {
    heading = table.tHead.rows[0].cells[index];
    seen.before = column(table, index);
    heading.click();
    seen.once = column(table, index);
    heading.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter"}));
    seen.twice = column(table, index);
}
const box = [...document.querySelectorAll("#flame-graphs g.frame")].pop();
if (box) box.dispatchEvent(new MouseEvent("click", {bubbles: true}));
const search = document.querySelector("#flame-graphs input");
if (search) {
    search.value = "(";
    search.dispatchEvent(new Event("input"));
}
const out = document.createElement("pre");
out.id = "seen";
out.textContent = JSON.stringify(seen);
document.body.append(out);
</script>"""
page = page.replace("<head>", "<head>" + early, 1)
page = page.replace("</body>", late + "</body>")
open(sys.argv[2], "w").write(page)
PYTHON
    HOME=$work timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
        --user-data-dir="$work/browser" --window-size="$2,900" --dump-dom "file://$work/look.html" \
        >dom.html 2>browser.log || fail "chromium: $(tail -n 5 browser.log)"
    python3 - <<'PYTHON' || fail "the page at width $2"
import html, json, re
seen = json.loads(html.unescape(re.search(r'<pre id="seen">(.*?)</pre>', open("dom.html").read(), re.S)[1]))
print(json.dumps(seen))
def figure(text):
    found = re.match(r"([\d.]+)(k|M)?", text.replace(",", ""))
    return float(found[1]) * {None: 1, "k": 1e3, "M": 1e6}[found[2]]
assert seen["errors"] == [], seen["errors"]
assert seen["content"] <= seen["width"], (seen["content"], seen["width"])
assert seen["width"] < 1000 or seen["headlineFits"], "the table by size is wider than a desk's page"
assert seen["pictures"] == 0 and seen["boxes"] > 1, seen
assert "broken" != seen["title"]
ordered = sorted(seen["before"], key=figure)
assert seen["once"] in (ordered, ordered[::-1]), seen["once"]
assert seen["twice"] == seen["once"][::-1], seen["twice"]
PYTHON
}
for width in 1280 375; do
    look "$(echo reports/*/*.html)" $width
    look "$page" $width
done
