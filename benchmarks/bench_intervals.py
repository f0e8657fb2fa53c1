"""Do the intervals of the analysis hold the truth as often as promised, and is a fair hall left in peace?

`python -m benchmarks.bench_intervals [HALLS]`: simulated halls of three designs with known severity, drift and favour.
"""

import sys

from benchmarks import results
from tests.analysis.halls import DESIGNS, drift_held, favour_held, is_alarmed, severity_held, share

HEAD = ("design", "severity held", "drift held", "favour of the own institution held", "fair halls with an alarm")
TRIALS = (severity_held, drift_held, favour_held, is_alarmed)


def main() -> None:
    """Simulate and write."""
    halls = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    rows = [
        (design.name, *(f"{100 * share(trial, design, halls, seed):.1f} %" for seed, trial in enumerate(TRIALS, 1)))
        for design in DESIGNS
    ]
    told = (
        f"{halls} halls for each figure, seeds 1 to {len(TRIALS)}. Promised: 95 % intervals hold the truth 93 to 97 % of the "
        "time, and a fair hall rings no bell in more than 5 %."
    )
    lines = results.table(HEAD, rows)
    print("\n".join(lines))
    results.write("bench_intervals", "Intervals of the analysis in simulated halls", [told, "", *lines])


if __name__ == "__main__":
    main()
