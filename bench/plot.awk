# Draws one column of a CSV file of bench/scale as SVG: a line for each series, both axes logarithmic, readable on light and
# on dark ground.
#
#   awk -v title=TEXT -v x_label=TEXT -v y_label=TEXT -v column=NAME [-v least=NAME -v greatest=NAME] \
#       [-v x_ticks="1 4 16"] -f plot.awk FILE.csv
#
# The file's first line names its columns; "series" and "x" are two of them. The columns `least` and `greatest` draw the range
# of each point. Empty values are left out.
BEGIN {
    FS = ","
    left = 78; right = 530; top = 46; bottom = 340; width = 760; height = 400
}
NR == 1 {
    for (i = 1; i <= NF; i++) at[$i] = i
    if (!(column in at)) fail("no column " column)
    next
}
$at[column] != "" {
    s = $at["series"]
    if (!(s in number)) { number[s] = ++series; name[series] = s }
    n = ++points[number[s]]
    k = number[s] SUBSEP n
    x[k] = $at["x"] + 0; y[k] = $at[column] + 0
    low[k] = least != "" ? $at[least] + 0 : y[k]
    high[k] = greatest != "" ? $at[greatest] + 0 : y[k]
    if (x[k] <= 0 || low[k] <= 0) fail("line " NR ": not above zero")
    if (x_min == "" || x[k] < x_min) x_min = x[k]
    if (x[k] > x_max) x_max = x[k]
    if (y_min == "" || low[k] < y_min) y_min = low[k]
    if (high[k] > y_max) y_max = high[k]
}
function fail(why) { print "plot.awk: " why > "/dev/stderr"; failed = 1; exit 1 }
function log10(v) { return log(v) / log(10) }
function px(v) { return left + (log10(v) - x_from) / (x_to - x_from) * (right - left) }
function py(v) { return bottom - (log10(v) - y_from) / (y_to - y_from) * (bottom - top) }
function escaped(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); return text }
function label(v) {
    if (v >= 1e6) return sprintf("%gM", v / 1e6)
    if (v >= 1e4) return sprintf("%gk", v / 1e3)
    return sprintf("%g", v)
}
function tick(v, axis) {
    if (axis == "x") {
        printf "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n", px(v), px(v), top, bottom
        printf "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", px(v), bottom + 18, label(v)
    } else {
        printf "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n", left, right, py(v), py(v)
        printf "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", left - 8, py(v) + 4, label(v)
    }
}
# 1, 2, 5 in each power of ten when there are few of these, else the powers alone
function ticks(from, to, axis,    e, m, v, step) {
    for (e = int(from) - 1; e <= to + 1; e++) {
        for (m = 1; m <= 3; m++) {
            if (to - from > 2.2 && m > 1) continue
            step = m == 1 ? 1 : m == 2 ? 2 : 5
            v = step * 10 ^ e
            if (log10(v) < from - 1e-9 || log10(v) > to + 1e-9) continue
            tick(v, axis)
        }
    }
}
function marker(i, cx, cy) { # a shape for each series, for those who do not tell the colours apart
    if (i % 4 == 1) return sprintf("<circle class=\"s%d dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", i, cx, cy)
    if (i % 4 == 2) return sprintf("<rect class=\"s%d dot\" x=\"%.1f\" y=\"%.1f\" width=\"7\" height=\"7\"/>", i, cx - 3.5, cy - 3.5)
    if (i % 4 == 3) return sprintf("<path class=\"s%d dot\" d=\"M%.1f %.1fl5 8h-10z\"/>", i, cx, cy - 5)
    return sprintf("<path class=\"s%d dot\" d=\"M%.1f %.1fl5 5l-5 5l-5 -5z\"/>", i, cx, cy - 5)
}
# Plain rules, no variables: some viewers know no custom properties.
function colours(ground, ink, grid, of,    i) {
    printf ".ground { fill: %s } text { fill: %s } .axis { stroke: %s } .grid { stroke: %s }\n", ground, ink, ink, grid
    for (i = 1; i <= 5; i++) printf ".s%d { stroke: %s } .s%d.dot { fill: %s }\n", i, of[i], i, of[i]
}
END {
    if (failed) exit 1
    if (series == 0) fail("no values in column " column)
    x_from = log10(x_min); x_to = log10(x_max)
    if (x_to - x_from < 0.1) { x_from -= 0.5; x_to += 0.5 }
    y_from = log10(y_min) - 0.08; y_to = log10(y_max) + 0.08
    if (y_to - y_from < 1) { m = (y_from + y_to) / 2; y_from = m - 0.5; y_to = m + 0.5 } # no drama out of noise
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">\n", width, height, width, height
    printf "<title>%s</title>\n<style>\n", escaped(title)
    split("#0a5fb4 #b4500a #1a7f37 #8250df #6e7781", light, " ")
    split("#58a6ff #f0883e #56d364 #bc8cff #9ea7b3", dark, " ")
    print "text { font: 12px system-ui, sans-serif } .title { font-size: 15px; font-weight: 600 }"
    print ".line, .axis { fill: none } .line { stroke-width: 2 } .dot { stroke: none } .range { stroke-width: 1.5 }"
    colours("#ffffff", "#1f2328", "#d8dee4", light)
    print "@media (prefers-color-scheme: dark) {"
    colours("#0d1117", "#e6edf3", "#30363d", dark)
    print "}"
    print "</style>"
    printf "<rect width=\"%d\" height=\"%d\" class=\"ground\"/>\n", width, height
    printf "<text class=\"title\" x=\"%d\" y=\"26\">%s</text>\n", left, escaped(title)
    if (x_ticks == "") ticks(x_from, x_to, "x")
    else for (i = split(x_ticks, at_x, " "); i > 0; i--) tick(at_x[i], "x")
    ticks(y_from, y_to, "y")
    printf "<path class=\"axis\" d=\"M%d %dV%dH%d\"/>\n", left, top, bottom, right
    printf "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", (left + right) / 2, height - 18, escaped(x_label)
    printf "<text transform=\"translate(20 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>\n", (top + bottom) / 2, escaped(y_label)
    for (i = 1; i <= series; i++) {
        path = ""
        for (n = 1; n <= points[i]; n++) {
            k = i SUBSEP n
            path = path sprintf("%s%.1f %.1f", n == 1 ? "M" : "L", px(x[k]), py(y[k]))
            if (high[k] > low[k])
                printf "<line class=\"s%d range\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>\n", i, px(x[k]), px(x[k]), py(low[k]), py(high[k])
        }
        printf "<path class=\"s%d line\" d=\"%s\"/>\n", i, path
        for (n = 1; n <= points[i]; n++) print marker(i, px(x[i SUBSEP n]), py(y[i SUBSEP n]))
        print marker(i, right + 24, top + 10 + (i - 1) * 22)
        printf "<text x=\"%d\" y=\"%d\">%s</text>\n", right + 36, top + 14 + (i - 1) * 22, escaped(name[i])
    }
    print "</svg>"
}
