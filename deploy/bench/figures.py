"""The figures: what is asked for, what was found, and how it is written down."""
import fnmatch
import json
import statistics


def percentile(values, share):
    """The value below which `share` (0 to 1) of the values lie, the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1))]


class Figures:
    def __init__(self, only):
        self.patterns = [pattern for pattern in only.split(",") if pattern]
        self.rows = []

    def wants(self, *names):
        """Whether one of these names is asked for."""
        return any(fnmatch.fnmatchcase(name, pattern) for name in names for pattern in self.patterns)

    def add(self, name, value, unit, better="lower", baseline=None, note=""):
        if not self.wants(name):
            return
        ratio = round(value / baseline, 3) if baseline else None
        row = {"name": name, "value": round(value, 3), "unit": unit, "better": better, "ratio": ratio}
        row["baseline"] = round(baseline, 3) if baseline is not None else None
        self.rows.append(row)
        beside = f"beside {row['baseline']:>10} ratio {ratio}" if ratio is not None else ""
        print(f"{name:34} {row['value']:>10} {unit:4} {beside} {note}", flush=True)

    def add_percentiles(self, name, milliseconds, shares, baselines=()):
        """`name`_p50 and so on, each beside its part of the specification's table."""
        for place, share in enumerate(shares):
            baseline = baselines[place] if baselines else None
            self.add(f"{name}_p{share}", percentile(milliseconds, share / 100), "ms", baseline=baseline)

    def add_rounds(self, name, rounds, unit, better="lower"):
        """The median over rounds of (value, baseline), whose ratio is the median of the rounds' own ratios."""
        if not self.wants(name):
            return
        values, baselines = zip(*rounds)
        ratios = sorted(value / baseline for value, baseline in rounds)
        note = "rounds " + " ".join(f"{ratio:.2f}" for ratio in ratios)
        self.add(name, statistics.median(values), unit, better, statistics.median(baselines), note)
        self.rows[-1]["ratio"] = round(statistics.median(ratios), 3)

    def write(self, path):
        keys = ("name", "value", "unit", "baseline", "ratio", "better")
        with open(path, "w") as file:
            json.dump([{key: row[key] for key in keys} for row in self.rows], file, indent=2)
            file.write("\n")
