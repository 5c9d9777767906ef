# Records per second by threads, against a straight line through one thread, and the fitted law.
# $rate: threads, rate, low, high. rates: their unit. one: rate of one thread. most: largest count.
# law: 1 when there is a fit, with lambda, sigma, kappa of the Universal Scalability Law.
set xlabel 'threads'
set ylabel rates
set xrange [0:most + 1]
set yrange [0:*]
set xtics 1
set samples 200
usl(n) = lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1))
plot one > 0 ? one * x : NaN with lines linecolor rgb ink linewidth 1 dashtype 3 title 'ideal', \
     law ? usl(x) : NaN with lines linetype 2 title law ? 'fitted law' : '', \
     $rate using 1:2:3:4 with yerrorlines linetype 1 title 'measured'
