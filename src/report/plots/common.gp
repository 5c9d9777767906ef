# What all pictures share. `file` is where the picture goes, `height` how high it is, `heading` what
# stands above it.
set terminal svg size 880,height dynamic noenhanced font 'sans-serif,14' linewidth 1.2
set encoding utf8
set output file
# These two stand for the text and the grid: the report replaces them by the reader's colours.
ink = '#57606a'
faint = '#afb8c1'
colour(i) = word('#0072B2 #D55E00 #009E73 #CC79A7 #E69F00 #56B4E9', int(i))
set linetype 1 linecolor rgb colour(1) linewidth 2 dashtype 1 pointtype 7 pointsize 0.6
set linetype 2 linecolor rgb colour(2) linewidth 2 dashtype 2 pointtype 5 pointsize 0.6
set linetype 3 linecolor rgb colour(3) linewidth 2 dashtype 4 pointtype 9 pointsize 0.7
set linetype 4 linecolor rgb colour(4) linewidth 2 dashtype 5 pointtype 11 pointsize 0.7
set linetype 5 linecolor rgb colour(5) linewidth 2 dashtype '__..' pointtype 13 pointsize 0.7
set linetype 6 linecolor rgb colour(6) linewidth 2 dashtype 6 pointtype 15 pointsize 0.7
set border 3 linecolor rgb ink linewidth 0.8
set tics nomirror out scale 0.5 textcolor rgb ink
set grid ytics linecolor rgb faint linewidth 0.5
# Heading and key begin at the left, where a narrow screen shows them.
set key tmargin left horizontal Left reverse textcolor rgb ink samplen 2
set key title heading left
set xlabel textcolor rgb ink
set ylabel textcolor rgb ink
