"""Google Benchmark's compare.py on raw pairs of scripts/bench-gate.

usage: compare_py.py PAIRS FILE...

Each comparison is PAIRS consecutive pairs: the values of their processes are given to compare.py's
own report code as that many repetitions of one benchmark. It calls a difference where its U test
has p < 0.05 (its default). Prints a Markdown table row per file.
"""
import sys

sys.path.insert(0, "/usr/share/benchmark")
from gbench import report  # noqa: E402

ALPHA = 0.05
LONGEST_BREAK_S = 10  # as in row.c


def read(path):
    """Stretches of pairs (old, new) in ns that were measured one right after the other."""
    with open(path, encoding="ascii") as lines:
        rows = [[float(value) for value in line.split("\t")]
                for line in lines if not line.startswith("#")]
    stretches = []
    started_s = ended_s = 0
    for row in rows:
        if row[0] < started_s or row[0] > ended_s + LONGEST_BREAK_S:
            stretches.append([])
        stretches[-1].append((row[3] / 1e3, row[4] / 1e3))
        started_s = row[0]
        ended_s = row[0] + row[7] / 1e3
    return stretches


def as_json(values):
    return {
        "context": {},
        "benchmarks": [
            {"name": "record", "run_name": "record", "run_type": "iteration",
             "repetitions": len(values), "repetition_index": index, "threads": 1,
             "iterations": 1, "real_time": value, "cpu_time": value, "time_unit": "ns"}
            for index, value in enumerate(values)
        ],
    }


def is_called(pairs):
    """Slower by compare.py: a significant U test, and a median that is higher."""
    old = [pair[0] for pair in pairs]
    new = [pair[1] for pair in pairs]
    found = report.get_difference_report(as_json(old), as_json(new), utest=True)
    p = found[0]["utest"]["time_pvalue"]
    return p is not None and p < ALPHA, sorted(new)[len(new) // 2] > sorted(old)[len(old) // 2]


def main():
    count = int(sys.argv[1])
    for path in sys.argv[2:]:
        calls = [is_called(pairs[at:at + count]) for pairs in read(path)
                 for at in range(0, len(pairs) - count + 1, count)]
        slower = sum(1 for called, higher in calls if called and higher)
        faster = sum(1 for called, higher in calls if called and not higher)
        whole = max(len(calls), 1)
        print(f"| {path.rsplit('/', 1)[-1]} | {count} | {len(calls)} | {slower} | {faster} "
              f"| {100 * slower / whole:.1f} % |")


main()
