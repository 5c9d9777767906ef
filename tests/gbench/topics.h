/* The topics of benchrun-bench: each prints its figures as lines of "key TAB value" (rounds.h). */
#ifndef BR_GBENCH_TOPICS_H
#define BR_GBENCH_TOPICS_H

void topic_throughput(void);   /* the throughput pass against bare loops and Google Benchmark */
void topic_instructions(void); /* the same under callgrind, which writes the figures */
void topic_latency(void);      /* what the latency pass adds to a record */
void topic_framing(void);      /* framing against a bare hop and memchr */
void topic_strategies(void);   /* what the strategies add on null; two workers on marc */
void topic_micro(void);        /* stamp, histogram, stage pair, ring */
void topic_sampling(void);     /* what sampling the CPU and the heap costs */

/* What a saved profile says: memory of the harness, and each pass's rate against throughput's. */
void topic_memory(const char *subject, const char *path);
void topic_instruments(const char *subject, const char *path);

/* What a CPU profile of a minute costs once it is taken; its reports are left in the folder. */
void topic_rendering(const char *folder);

#endif
