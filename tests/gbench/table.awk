# Makes the table of scripts/bench: limits.tsv says what is shown, the second file holds the
# figures, one "key TAB value" per process. Shown is the median over processes, and their range.
BEGIN { FS = "\t" }

function median(key,    n, i, j, t) {
    n = count[key]
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && value[key, j - 1] > value[key, j]; j--) {
            t = value[key, j]; value[key, j] = value[key, j - 1]; value[key, j - 1] = t
        }
    return n % 2 ? value[key, (n + 1) / 2] : (value[key, n / 2] + value[key, n / 2 + 1]) / 2
}

# Few digits: ratios to a thousandth, the rest to three figures.
function shown(number, unit) {
    if (unit == "×")
        return sprintf("%.4f", number)
    return sprintf(number >= 100 || number <= -100 ? "%.0f" : number >= 10 ? "%.1f" : "%.2f", number)
}

function limit_of(text,    parts) {
    split(text, parts, " ")
    return parts[2] in count ? median(parts[2]) + parts[4] : parts[2]
}

function verdict(number, text, limit) {
    if (text ~ /^<=/)
        return number <= limit ? "pass" : "MISS"
    return number >= limit ? "pass" : "MISS"
}

function cell(text) {
    return text == "" ? " " : " " text " "
}

function row(what, key, unit, text,    m, range, judged, limit) {
    m = median(key)
    range = count[key] > 1 ? shown(value[key, 1], unit) " to " shown(value[key, count[key]], unit) : ""
    judged = text == "" ? "" : verdict(m, text, limit = limit_of(text))
    if (text != "")
        text = (text ~ /^<=/ ? "at most " : "at least ") (limit + 0)
    missed += judged == "MISS"
    judgements += judged != ""
    printf "| %s | %s | %s |%s|%s|%s|\n", what, shown(m, unit), unit, cell(range), cell(text), cell(judged)
}

# Here the harness itself is measured: what a strategy costs beyond a plain loop.
function allowance(section) {
    return section != "Strategies" ? "" : "<!-- lint: allow cross-mode what the harness itself " \
           "costs is set against its plain loop, not code under test -->\n\n"
}

FNR == NR && /^#/ { next }
FNR == NR {
    rows++
    title = $1 != "" ? $1 : title
    section[rows] = title; keys[rows] = $2; what[rows] = $3; units[rows] = $4; limits[rows] = $5
    next
}
{ value[$1, ++count[$1]] = $2 + 0 }

END {
    for (i = 1; i <= rows; i++)
        measured[section[i]] += keys[i] in count
    for (i = 1; i <= rows; i++) {
        if (!measured[section[i]])
            continue
        if (section[i] != section[i - 1])
            printf "\n### %s\n\n%s| what | measured | unit | range | limit | |\n" \
                   "| --- | ---: | --- | --- | --- | --- |\n", section[i], allowance(section[i])
        if (keys[i] in count)
            row(what[i], keys[i], units[i], limits[i])
        else
            printf "| %s | not measured | | | | |\n", what[i]
    }
    printf "\n%d of %d limits held.\n", judgements - missed, judgements
    exit missed > 0
}
