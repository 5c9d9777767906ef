# Records per second by size, a line per thread count, with 95 % intervals (or, below three processes,
# the range of the processes).
# $rate: size, rate, low, high; a series per thread count, named in its first row. rates: their unit.
set logscale x
set xlabel 'records per repetition'
set ylabel rates
set format x '%.0s%c'
set yrange [0:*]
set offsets graph 0.05, graph 0.05, graph 0.05, 0
plot for [i = 1:series] $rate index i - 1 using 1:2:3:4 with yerrorlines linetype i title columnheader(1)
