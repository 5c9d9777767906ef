# A measure of cells over profiles and references in the order of time, a panel per cell.
# $points: place, value, 1 for a reference; $levels: begin, end, mean between changes; $changes: place
# between two profiles, top, size; $names: place, value, name of a reference; each a series per panel.
# $dates: place, date. titleN, lowN, highN: heading and range of panel N. profiles: how many places.
set multiplot layout panels, 1 margins char 11, char 3, char 3, char 2 spacing char 0, char 3
set xrange [0.5:profiles + 0.5]
unset xtics
unset key
do for [i = 1:panels] {
    set title value(sprintf('title%d', i)) textcolor rgb ink offset 0, -0.5
    set yrange [value(sprintf('low%d', i)):value(sprintf('high%d', i))]
    set ylabel value(sprintf('unit%d', i))
    if (i == panels) {
        set xtics nomirror out scale 0.5 textcolor rgb ink
    }
    plot $changes index i - 1 using 1:(value(sprintf('low%d', i))):(0):($2 - value(sprintf('low%d', i))) \
             with vectors nohead linecolor rgb colour(2) linewidth 1.5 dashtype 3, \
         $levels index i - 1 using 1:3:($2 - $1):(0) \
             with vectors nohead linecolor rgb faint linewidth 3 dashtype 1, \
         $points index i - 1 using 1:2 with points linetype 1 pointsize profiles > 30 ? 0.4 : 0.9, \
         $points index i - 1 using 1:($3 == 1 ? $2 : NaN) with points pointtype 13 pointsize 1.2 \
             linecolor rgb colour(5), \
         $names index i - 1 using 1:2:3 with labels offset 0, 0.9 textcolor rgb ink \
             font 'sans-serif,11', \
         $changes index i - 1 using 1:2:3 with labels left offset 0.5, -0.6 \
             textcolor rgb colour(2) font 'sans-serif,12', \
         $dates using 1:(value(sprintf('low%d', i))):xticlabels(2) with dots linecolor rgb ink
}
unset multiplot
