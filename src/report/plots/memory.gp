# Memory of the measuring process over time, a line per cell.
# $rss: seconds since the process started, MiB; a series per cell.
set xlabel 'time since the process started (s)'
set ylabel 'resident memory (MiB)'
set yrange [0:*]
plot for [i = 1:series] $rss index i - 1 using 1:2 with lines linetype i title columnheader(1)
