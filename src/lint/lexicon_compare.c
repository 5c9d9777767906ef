/* Phrases that compare, contrast, explain, and those that refuse to compare. */
#include "lint/words.h"

const struct br_lint_phrases br_lint_phrases_compare[] = {
    {BR_SENSE_FASTER,
     "faster, slower, quicker, swifter, speedier, fastest, slowest, quickest, snappier, "
     "more|less quickly|slowly|rapidly, speedup|speedups|slowdown|slowdowns, "
     "speed up|ups of|over, outperform*, underperform*, outpac*, outrun*, outstrip*, outclass*, "
     "outdo*, outscale*, as fast|quick|slow as, so fast|slow, throughput advantage|edge, "
     "overtake*|overtook, beat|beats|beaten|beating, trail|trails|trailed|trailing, "
     "lag|lags|lagged|lagging, win|wins|won, winner|winners|loser|losers, behind, ahead, "
     "keep|keeps|kept up|pace with, catch*|caught up, no match for, second to, "
     "hold|holds ~ candle, upper hand, edge over, rival*, in the shade, rings around, "
     "in the dust, left standing, gets past, get past, advantage|advantages|edge over, "
     "shine|shines|shone, take|prefer|choose|pick|favour|favor|use ~ over"},
    {BR_SENSE_COMPARES,
     "than, versus, vs, compar*, relative to, in relation to, as ~ as, exceed*, surpass*, "
     "lead|leads|led ~ by, lose|loses|lost, dwarf*, eclips*, double*|doubling, "
     "triple*|tripling, quadruple*, halve*|halving, twice, thrice, "
     "half|third|quarter|fifth|tenth|fraction of|that|the|as, "
     "twofold|threefold|fourfold|fivefold|tenfold, advantage, disadvantage, penalt*, gap, "
     "difference*, differ|differs|differed, differential, ratio|ratios, quotient, parity, "
     "head to head, side by side, next to, margin, falls|fall|fell short, on par with, "
     "on a par with, equal*, match|matches|matched|matching, "
     "the same rate|throughput|speed|latency|time|memory as, the same number|amount|count of, "
     "gain|gains over|from|by|of|on, "
     "improve*|improving on|over|upon, better, worse, best, worst, superior, inferior, higher, "
     "lower, larger, smaller, bigger, greater, lesser, less, fewer, more, cheaper, dearer, "
     "costlier, heavier, lighter, steeper, longer, shorter, tighter, flatter, wider, narrower, "
     "leaner, hungrier, smoother, richer, stronger, weaker, increase* over|from|by, "
     "drop|drops|dropped|dropping from|to|by|when|once, "
     "rise|rises|rose|jumps|jumped|climbs|climbed|falls|fell|grows|grew|goes|went|shrinks|shrank|"
     "swells|swelled from|to|by|when|once|as, "
     "beyond, above|below|under|over that|those|what, multiple|multiples|fraction of, "
     "% of|more|less|higher|lower, times what|that|the|as|of, × what|that|the|as|of, "
     "x what|that|the|as|of, percent of, rather than, instead of, over against, "
     "measured|set|stacked|pitted|weighed|ranked|judged against, against, respectively, "
     "contrast*, tie|ties|tied, identical|similar|equivalent|comparable|indistinguishable, "
     "all but the same, the same as, delta, surplus, shortfall, deficit, "
     "overhead over|of|against, cost over, premium, tax, toll, extra, additional*, "
     "another ~ on top, on top of, saves, saving, sacrific*, trade*, in exchange for, "
     "at the expense of, surge*, topped|tops, edges|edged out, outweigh*, nearly all of, "
     "from single|concurrent|serial|sequential|multi|parallel ~ to, "
     "going|moving|switching|changing from, another, of the two $"},
    {BR_SENSE_CONTRASTS,
     "whereas, while, unlike, in contrast, by contrast, on the other hand, however, but, yet, "
     "although, though, opposed to, conversely, meanwhile, instead"},
    {BR_SENSE_GRADED,
     "fast, slow, quick, sluggish, high, low, short, long, small, large, little, much, modest, "
     "flat, steep, tight, cheap, expensive, costly, heavy, light, lean, poor, good, great, "
     "excellent, respectable, impressive, mere, meagre, barely, hardly, nearly, peaks|peaked, "
     "drops|dropped, rises|rose, falls|fell, soars|soared, plummet*, suffers|suffered, "
     "struggles|struggled, shines, crawls|crawled, stalls|stalled, saturates|saturated, flies, "
     "negligible, considerable, substantial, smooth, bad, awful, tiny, huge, moderate, limited, "
     "wide, narrow, stable, unstable, erratic, rock solid, predictable"},
    {BR_SENSE_PERFORMANCE,
     "throughput*, rate|rates, speed|speeds, fast, slow, latenc*, percentile*, quantile*, "
     "tail|tails, p50, p90, p95, p99, p999, p9999, p75, median, performance, "
     "perform|performs|performed, records per second, rec / s, records / s, per second, "
     "per record|request|row|frame|query|operation|message|byte|line, response time*, "
     "service time*, residence, duration*, wall time|clock, cpu time, elapsed, time, memory, "
     "rss, heap, footprint, resident, working set, allocat*, cycles, instructions, ipc, "
     "cache miss*, misses, faults, overhead, cost*, scal*, efficien*, bandwidth, jitter, "
     "spread, variance, utilisation|utilization, cpu, cpus, load, capacity, memory use, "
     "consumption, consum*, bytes, transactions per, queries per, frames per, requests per, "
     "qps, tps, rps, fps, iops, ops, stalls, pauses, contention"},
    {BR_SENSE_CAUSE,
     "because, since, therefore, thus, hence, so, explain*, due to, caused by, causes, "
     "as a result, implies|imply|implied|implying, show|shows|showed|showing, shown by, "
     "proves|prove|proved|proving|proof, means that, which means, meaning, which is why, "
     "that is why, indicat*, confirm*, owing to, consequently, accounts|account|accounted for, "
     "attribut*, evidence*, suggest|suggests|suggested, follows from, it follows, must be, "
     "cannot be, can not be, rules|ruled out, blame*, culprit, points|pointed to|at, "
     "reveals|revealed|reveal, demonstrat*, the reason, reason|reasons for|why|that, "
     "stem|stems|stemmed from, derive|derives|derived from, infer*, conclude*, conclusion, "
     "judging by|from, given that|the|how, seeing that|how, as can be seen, responsible for, "
     "to blame, traced|traces|traceable to, gives away, betrays, tells us, tell us, "
     "leaves only|no|the, in light|view of, results from, is down to, comes from, thanks to, "
     "on account of, establish*, exonerat*, acquits, clears ~ of, going by, based on, "
     "if ~ then, diagnos*, deduc*, argue*, ascrib*, rooted in, consistent with, "
     "whose|where|which ~ tells, corroborat*, bears|borne out, testif*, signals, signifies, "
     "must|cannot|has|have|had come|lie|lies|stem|originate|have|arise|to be|to come, we blame"},
    {BR_SENSE_REFUSES,
     "not ~ compare*|comparable|comparison, not ~ set against|beside, never ~ compare*, "
     "never set, no comparison*, no ~ comparison*, without comparing, "
     "cannot ~ compared|set|ranked|read against, not comparable, incomparable, "
     "not ~ be|stand side by side, never ~ side by side, "
     "one mode against another may|must|can not, may|must|should not be set, "
     "says|say|tells|tell|said nothing, say*|tell* ~ little|nothing about, does|do not say, "
     "does not follow, not ~ evidence for|about|of, no evidence, is|are an error, refus*, "
     "forbid*|forbidden, prohibit*, not allowed|permitted, not a measure of, not mean, "
     "mixes all, meaningless, is|are not a statement, ruled out by the principle, "
     "one mode only, one mode alone, of|in|about one mode, mode alone, one mode at a time, "
     "no statement about, not ~ interchangeable, do not ~ mix, never mix*, not ~ mixed, "
     "kept|keep apart, kept|keep separate*, own ~ profile*, not a verdict, no verdict, "
     "nothing ~ be|can be concluded|inferred|read, not explain|tell|draw, not ~ conclusion*, "
     "not ~ justif*, not ~ transferable, not carry over, not ~ carried over, "
     "each speaks|speak of, "
     "nothing ~ learnt|learned|concluded|inferred|read|said|gained|deduced|derived"},
    {BR_SENSE_DEFINES,
     "measured|counted|defined|computed|reported|recorded|described|documented|stored|kept|taken|"
     "given|read|shown|calculated|obtained|derived "
     "by|as|in|with|alike|from|separately|apart|the|on|"
     "over|of, means, is the|that, stands for, refers to, the same way, alike"},
    {BR_SENSE_CONTEXT,
     "for context, for orientation, as context, for background, as background, "
     "by way of context, for reference only, for information only, for completeness, "
     "as an aside, for the reader's orientation, in passing, context only, only as|for context, "
     "merely as|for context"},
    {BR_SENSE_APART,
     "profiled|measured|recorded|captured|taken|run|benchmarked independently|separately|apart, "
     "independently|separately profiled|measured|recorded|captured|benchmarked|taken, "
     "profiled|measured|recorded|captured|taken ~ on its own, "
     "from|in|by|with a|an|its own|separate|independent profile|run, "
     "profiled|measured ~ independently|separately, of its own profile|run, own profile, "
     "independent profile|run|measurement"},
    {BR_SENSE_WITHIN,
     "same mode|strategy|threads, baseline*, reference*, promoted, "
     "previous|earlier|last|prior|older|former "
     "commit|run|version|release|profile|week|month|build|measurement, "
     "before the|this change|patch|commit|update, one worker, single worker, a single thread, "
     "one thread, 1 thread|worker, fewer|more threads|workers, "
     "with|at|from|than|to one|two|three|four|eight|16|8|4|2 workers|threads, × 1, yesterday, "
     "commit|commits, revision|revisions, since v*, its own, larger size*, smaller size*, "
     "at 1k|10k|100k|1m, last night, release|releases"},
    {BR_SENSE_OWN,
     "its|their|each|own ~ own baseline|reference|predecessor|baselines|references|history, "
     "own baseline|baselines|reference|references|predecessor|predecessors|history, "
     "its|their baseline|baselines|reference|references, than the previous, "
     "previous|earlier|last commit|release|version|week|run, against|than last|previous"},
    {BR_SENSE_REFERS,
     "that, it, this, which, former, latter, there, those, one, ones, same, both, latter's, "
     "here, they, these, its, their, twice, half, so"},
    {BR_SENSE_MODES,
     "across|between|among|both|two|either modes|mode, across the|both|all|execution modes, "
     "from mode to mode, between the|both|execution modes, the two modes, each mode|modes, "
     "both execution modes, the other mode, other mode|mode's, from mode to mode, "
     "from one mode to the other, one mode ~ other, mode versus|vs mode, either of the modes, "
     "the modes, neither mode, of the two $, than the other $, either of the two $"},
    {0},
};
