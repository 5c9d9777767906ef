# Records per second of every sample, over the time of each process since it became ready; shaded is
# its warm-up, crosses are samples far out of their process's others.
# $samples: time in s, rate, 1 when far out; a series per process. rates: their unit. $warm: begin,
# end in s.
set xlabel 'time in the measuring processes, one after the other (s)'
set ylabel rates
set yrange [0:*]
set style fill solid 0.25 noborder
plot $warm using 1:(0):1:2:(0):(top) with boxxyerror linecolor rgb faint title 'warm-up', \
     for [i = 1:series] $samples index i - 1 using 1:2 with linespoints linetype 1 dashtype 1 \
         linewidth 1 pointsize 0.4 title i == 1 ? 'sample' : '', \
     $samples using 1:($3 == 1 ? $2 : NaN) with points pointtype 2 pointsize 1 linewidth 2 \
         linecolor rgb colour(2) title 'far out'
