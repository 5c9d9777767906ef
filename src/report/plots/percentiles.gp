# Service time by percentile, the axis stretched towards 100 %, a line per cell. Dotted beyond the
# quantile up to which the latency is the workload's and not the machine's interruptions.
# $own and $machine: 1 / (1 - quantile), latency; a series per cell.
set logscale xy
set rmargin 6
set xlabel 'percentile'
set ylabel 'service time of a record (' . unit . ')'
set xtics ('50 %%' 2, '90 %%' 10, '99 %%' 100, '99.9 %%' 1000, '99.99 %%' 10000, \
           '99.999 %%' 100000, '99.9999 %%' 1000000)
set grid xtics linecolor rgb faint linewidth 0.5
plot for [i = 1:series] $own index i - 1 using 1:2 with lines linetype i title columnheader(1), \
     for [i = 1:series] $machine index i - 1 using 1:2 with lines linetype i linewidth 1.5 \
         dashtype 3 notitle
