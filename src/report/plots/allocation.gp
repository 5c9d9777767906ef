# Allocations per record by size class.
# $classes: size class, allocations per record.
set style data histograms
set style fill solid 0.85 noborder
set boxwidth 0.8 relative
set xlabel 'size class (bytes)'
set ylabel 'allocations per record'
set xtics rotate by -45
set yrange [0:*]
unset key
set label 1 heading at graph 0, graph 1 offset 0, 0.8 left
set tmargin 3
plot $classes using 2:xticlabels(1) linecolor rgb colour(1)
