"""How far counts of instructions of the same code differ, as a Markdown table.

usage: instructions.py FOLDER RUNS

FOLDER is what `scripts/bench-gate instructions` left: profiles/WORKLOAD-RUN.json, seconds.tsv with
when each run began and ended, verdicts.tsv with the exit status of each gate.
"""
import json
import sys
from statistics import median

ALARM = 0.001  # the shipped rule: 0.1 %


def counts_of(path):
    with open(path, encoding="utf-8") as file:
        results = json.load(file)["results"]
    return [result["instructions"] for result in results if result["pass"] == "instructions"]


def rows_of(path):
    with open(path, encoding="ascii") as lines:
        return [line.rstrip("\n").split("\t") for line in lines]


def print_workload(folder, runs, workload):
    counted = [one for run in range(1, runs + 1)
               for one in counts_of(f"{folder}/profiles/{workload}-{run}.json")]
    values = [one["instructions"] for one in counted]
    spread = (max(values) - min(values)) / median(values)
    took = [float(end) - float(begin)
            for name, begin, end in rows_of(f"{folder}/seconds.tsv") if name == workload]
    gates = [status for name, status in rows_of(f"{folder}/verdicts.tsv") if name == workload]
    print(f"| {workload} | {counted[0]['records']:,} | {runs} | {len(values)} "
          f"| {values[0] / counted[0]['records']:,.1f} | {100 * spread:.6f} % "
          f"| {sum(status != '0' for status in gates)} of {len(gates)} "
          f"| {'far beyond it' if spread == 0 else f'{ALARM / spread:,.0f} times the spread'} "
          f"| {median(took):.1f} s, {max(took):.1f} s |")


def main():
    folder, runs = sys.argv[1], int(sys.argv[2])
    print("| workload | records | runs | processes | instructions per record | spread "
          "(largest - smallest) | gates that said anything but 'same' | alarm at 0.1 % is | "
          "time per run: median, longest |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for workload in ("marc", "ndjson", "csv"):
        print_workload(folder, runs, workload)


main()
