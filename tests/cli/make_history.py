#!/usr/bin/env python3
"""Writes a history of profiles from one real profile: copies of it, a day and a commit apart, whose
times move by seeded noise and, from one of them on, by a step.

usage: make_history.py BASE.json FOLDER COUNT [--step AT FACTOR] [--noise SHARE] [--seed N]
"""
import argparse
import datetime
import hashlib
import json
import pathlib
import random

parser = argparse.ArgumentParser()
parser.add_argument("base", type=pathlib.Path)
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("count", type=int)
parser.add_argument("--step", nargs=2, type=float, default=[0, 1], metavar=("AT", "FACTOR"))
parser.add_argument("--noise", type=float, default=0.005)
parser.add_argument("--seed", type=int, default=1)
arguments = parser.parse_args()

text = arguments.base.read_text()
draw = random.Random(arguments.seed)
first_day = datetime.datetime(2025, 1, 1, 12)
arguments.folder.mkdir(parents=True, exist_ok=True)
for index in range(arguments.count):
    profile = json.loads(text)
    factor = draw.gauss(1, arguments.noise)
    if arguments.step[0] and index >= arguments.step[0]:
        factor *= arguments.step[1]
    profile["name"] = f"day-{index:04}"
    profile["created"] = (first_day + datetime.timedelta(days=index)).strftime("%Y-%m-%dT%H:%M:%SZ")
    profile["environment"]["commit"] = hashlib.sha1(str(index).encode()).hexdigest()
    # A made-up level for every cell: what the machine did while the base was measured is left out.
    for result in profile["results"]:
        for sample in result.get("samples", []):
            work = result["work"]["records"] * sample["repetitions"]
            sample["wall_ns"] = round(1000 * work * factor)
            sample["cpu_ns"] = sample["wall_ns"]
    (arguments.folder / f"day-{index:04}.json").write_text(json.dumps(profile, indent="\t"))
