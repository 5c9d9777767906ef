# Where the threads' time goes, a bar per cell: outermost stages, waiting, and the rest.
# $stages: begin, end (in percent), bar number; a series per stage. bars: how many; the cells' names are
# set as ytics beside the data.
set xlabel 'share of all threads'' time (%)'
set xrange [0:100]
set yrange [bars + 0.6:0.4]
unset grid
set style fill solid 0.9 noborder
plot for [i = 1:series] $stages index i - 1 using 1:3:1:2:($3 - 0.35):($3 + 0.35) \
         with boxxyerror linecolor rgb i > 6 ? faint : colour(i) title columnheader(1)
