# How many records took how long, a line per cell: share of the records per bucket; the buckets are
# equally wide on this axis.
# $share: latency, percent of the records; a series per cell.
set logscale x
set xlabel 'service time of a record (' . unit . ')'
set ylabel 'records (%)'
set yrange [0:*]
plot for [i = 1:series] $share index i - 1 using 1:2 with histeps linetype i title columnheader(1)
