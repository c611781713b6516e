"""Validation: a large set through all rules, one policy beside it, and the command with its start."""
import json
import os
import statistics
import subprocess
import tempfile
import time

import policies

SIZES = (100, 1000, 10000)
NAMES = ("validate_all_ratio", "validate_parse_s", "validate_objects_s", "validate_schema_s", "validate_rules_s",
         "validate_growth_1000", "validate_growth_10000", "validate_memory", "validate_one", "validate_one_spec",
         "validate_command_p50", "validate_command_p99")


def measure(figures, root, rounds):
    with tempfile.TemporaryDirectory() as folder:
        times = {size: clock(root, folder, size, rounds) for size in SIZES}
        large = times[SIZES[-1]]
        print(f"  validation of 10,000 policies: {json.dumps(large)}")
        figures.add("validate_all_ratio", large["all"], "s", baseline=large["events"])
        for stage in ("parse", "objects", "schema", "rules"):
            figures.add(f"validate_{stage}_s", large[stage], "s", baseline=large["events"])
        # Time for each policy, against the set a tenth as large: 1 is linear.
        for smaller, size in zip(SIZES, SIZES[1:]):
            figures.add(f"validate_growth_{size}", times[size]["all"] / size, "s/policy",
                        baseline=times[smaller]["all"] / smaller)
        figures.add("validate_memory", large["memory"], "MB")
        figures.add("validate_one", large["one"] * 1000, "ms", baseline=10)
        figures.add("validate_one_spec", large["one"] * 1000, "ms", baseline=5000)
        command(figures, root, folder)


def clock(root, folder, size, rounds):
    path = os.path.join(folder, f"{size}.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(policies.town(size, size // 10))
    program = os.path.join(root, ".build/release/validation-clock")
    return json.loads(subprocess.run([program, path, str(rounds)], check=True, capture_output=True).stdout)


def command(figures, root, folder, times=100):
    """One file, start of the process included; the aim is 30 ms."""
    path = os.path.join(folder, "one.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(policies.policy(0, 1))
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run([os.path.join(root, ".build/release/hotswap"), "validate", path], check=True, capture_output=True)
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    figures.add("validate_command_p50", statistics.median(taken), "ms", baseline=30)
    figures.add("validate_command_p99", taken[int(len(taken) * 0.99) - 1], "ms", baseline=30)
