/* Google Benchmark behind the C interface of shim.h; the project's only C++. */
#include "shim.h"

#include <ctime>
#include <vector>

#include <benchmark/benchmark.h>

namespace
{

/* Keeps the figures instead of printing them. */
class Keeper : public benchmark::BenchmarkReporter
{
  public:
    explicit Keeper(gbench_result *result) : result_(result)
    {
    }
    bool ReportContext(const Context &) override
    {
        return true;
    }
    void ReportRuns(const std::vector<Run> &runs) override
    {
        for (const Run &run : runs) {
            double iterations = static_cast<double>(run.iterations);
            result_->real_ns = run.real_accumulated_time * 1e9 / iterations;
            result_->cpu_ns = run.cpu_accumulated_time * 1e9 / iterations;
            result_->iterations = static_cast<uint64_t>(run.iterations);
            ran = !run.error_occurred;
        }
    }
    bool ran = false;

  private:
    gbench_result *result_;
};

double thread_cpu_ns()
{
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

void loop(benchmark::State &state, const gbench_request &request)
{
    if (request.timing == GBENCH_PAUSED) {
        for (auto _ : state) {
            state.PauseTiming();
            state.ResumeTiming();
            request.function(request.context);
        }
    } else {
        for (auto _ : state)
            request.function(request.context);
    }
}

} // namespace

int gbench_run(const gbench_request *request, gbench_result *result)
{
    static bool initialized = false;
    if (!initialized) {
        char name[] = "benchrun-bench";
        char *arguments[] = {name, nullptr};
        int count = 1;
        benchmark::Initialize(&count, arguments);
        initialized = true;
    }
    benchmark::ClearRegisteredBenchmarks();
    auto *registered =
        benchmark::RegisterBenchmark(request->name, [request, result](benchmark::State &state) {
            double begin = thread_cpu_ns();
            loop(state, *request);
            result->loop_ns = (thread_cpu_ns() - begin) / static_cast<double>(state.iterations());
        });
    if (request->iterations > 0)
        registered->Iterations(static_cast<benchmark::IterationCount>(request->iterations));
    Keeper keeper(result);
    benchmark::RunSpecifiedBenchmarks(&keeper, ".*");
    return keeper.ran ? 0 : -1;
}
