/* Phrases that say of a figure that it was measured, prescribed or expected, and from where. */
#include "lint/words.h"

const struct br_lint_phrases br_lint_phrases_figure[] = {
    {BR_SENSE_MEASURED,
     "reach*, take|takes|took|taken|taking, cost|costs|costed, achiev*, attain*, sustain*, "
     "measured, was, were, is, are, drop*, fall|falls|fell, rise|rises|rose, climb*, "
     "spend|spends|spent, need|needs|needed, use|uses|used, ran, runs at, run at, "
     "process|processes|processed, handl*, deliver*, came to, comes to, come to, "
     "peak|peaks|peaked, show*, hit|hits, stay|stays|stayed, hover*, averag*, total*, clock*, "
     "account|accounts|accounted for, goes to, go to, went to, gets|got, shrank, grew, grows, "
     "lies at, sits at, stood|stands at, settle*, record|recorded, allocates|allocated, "
     "serves|served, manages|managed, parses|parsed, decodes|decoded, encodes|encoded, "
     "loads|loaded, writes|wrote, reads, completes|completed, finish*, consumes|consumed, "
     "adds|added, saves|saved, loses|lost, eats|ate, occupies|occupied, scores|scored, "
     "improved, worsened, regressed, increased, decreased, landed at|on, topped out, tops out, "
     "levels off, ends up, moves, pushes, yields|yielded, burns|burned|burnt, holds|held, "
     "makes|made up, goes|go|went|came|moved|jumped|shot up|down|to"},
    {BR_SENSE_SPECIFIED,
     "at least, at most, no|not more|less|fewer than, up to, limit*, threshold*, default*, "
     "by default, budget*, every, exactly, or more, or less, or fewer, minimum, maximum of, "
     "must, may, shall, if, when, where, unless, example*, say, suppose, imagine, wide, beyond, "
     "more|less than, below, above, under, interval of, confidence, bootstrap, tolerance, "
     "target*, goal*, tick, version, seed, within, needs at, asks for, asked for, required, "
     "requires, configured, set to, setting*, option*, would, should, could, can, cannot, "
     "per process, warn*, gate*, rule*, wherever, until, chosen, definition, defined, means, "
     "sample of, e . g, for instance, such as, like, window, false alarm*, "
     "page|block|buffer|chunk|record|batch|ring|stack|cache|queue|table|line|word|key|value|frame "
     "size|length|capacity|depth, "
     "times out|timeout, retention, "
     "tiles|chunks|blocks|pages|batches|pieces|windows|steps|groups|buffers of, "
     "longer|shorter|larger|smaller|greater|earlier|later|older than"},
    {BR_SENSE_ESTIMATED,
     "expect*, estimat*, bound|bounds|bounded, amdahl*, would, could, might, should, at most, "
     "up to, at best, predict*, project*, target*, goal*, hope*, aim*, assum*, potential*, "
     "limit*, theoretical*, ideal*, ceiling, if, may, roughly guessed, guess*, likely, "
     "plausibl*, risk*, effort, days, weeks, must, will, need not, want*, worth, threshold*, "
     "budget, default"},
    {BR_SENSE_SOURCE,
     ""
     "measured|made|taken|recorded|captured|produced|printed|reported|generated|obtained|read|"
     "collected|profiled by|with|from|in|on|using|through|via, "
     "profile :, from the|a|this profile|report|run, source :, according to, "
     "see the|also profile|report, as reported by, output of, printed by, says, benchrun, "
     "scripts /, profiles /, reports /, references /, perf stat, perf record, callgrind, "
     "jeprof, heaptrack, bpftrace, data from, commit, screenshot, evidence :, raw data, "
     "the profile of, this profile, the report"},
    {0},
};
