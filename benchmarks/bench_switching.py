"""Readers while versions are switched: of so many requests for pages of 1,000 teams, how many are not answered by a page?

`python -m benchmarks.bench_switching [REQUESTS]`: serves an instance as `make run` does, asks for four pages over 32 kept
connections with wrk, and publishes other words all the while. `make switching` asks a million times.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks import results as report
from benchmarks.bench_evening import CLIENTS, HEAD, TEAMS, Rate, full_rate, prepare, row, switching
from benchmarks.serving import Server, serving
from olympiad.clock import utc_now

SECONDS = 10
PLACE = f"/results/bench-{TEAMS}"
PAGES = (f"{PLACE}/section/en", f"{PLACE}/section/ru/T00001", f"{PLACE}/en", f"{PLACE}/section/ranking.csv")


def readers(server: Server, requests: int) -> dict[str, list[Rate]]:
    """Ask for each page in turn until so many answers have come; wrk counts what took two seconds as an error, too."""
    found: dict[str, list[Rate]] = {path: [] for path in PAGES}
    while sum(rate[2] for rates in found.values() for rate in rates) < requests:
        for path in PAGES:
            found[path].append(full_rate(server.url, path, SECONDS))
    return found


def joined(rates: list[Rate]) -> Rate:
    """Return several measurements of a page as one: the mean rate, the slowest p99, the sums."""
    rate = sum(one[0] for one in rates) / len(rates)
    return rate, max(one[1] for one in rates), sum(one[2] for one in rates), sum(one[3] for one in rates)


def main() -> None:
    """Serve, switch, ask, print, write."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    began = utc_now()
    with tempfile.TemporaryDirectory(prefix="bench-switching-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        app = prepare(folder)
        with serving(folder) as server, switching(app) as took:
            found = {path: joined(rates) for path, rates in readers(server, requests).items()}
    rows = [row(path.removeprefix(PLACE), rate) for path, rate in found.items()]
    whole, wrong = (sum(rate[at] for rate in found.values()) for at in (2, 3))
    told = f"- Switched {len(took)} times meanwhile: {wrong} of {whole:,} requests had no page within two seconds."
    print(told, f"({utc_now() - began})")
    intro = [
        f"{CLIENTS} kept connections back to back, two workers, the load and the drawing on the same two cores.",
        "",
    ]
    report.write(
        "bench_switching", "Readers while versions are switched", [*intro, *report.table(HEAD, rows), "", told]
    )


if __name__ == "__main__":
    main()
