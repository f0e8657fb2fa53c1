"""How long the analysis of a section takes, cold and when nothing changed: python -m benchmarks.bench_analysis."""

import contextlib
import csv
import io
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any

import numpy as np
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from benchmarks import results
from olympiad import create_app, db
from olympiad.analysis.facets import facets
from olympiad.analysis.order import Official, order
from olympiad.analysis.section_analysis import analyse
from olympiad.analysis.section_marks import of_section
from olympiad.analysis.tables import Long
from olympiad.demo.command import demo
from olympiad.domain.choices import CriterionKind
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.roles import Role
from olympiad.domain.rubric import Criterion, Task
from olympiad.domain.section import ScoreSheet, Section, Team
from olympiad.models.section import Section as SectionRow
from olympiad.models.user import RoleMembership, User
from tests.analysis.commands import PLACES

HEAD = ("what", "ms by the clock", "ms on the processor")
CASE = "mfrm_sirt_ratings1"
RULES = (("award.I degree", "share=10%"), ("award.II degree", "share=30%"))


def section(teams: int, tasks: int, criteria: int = 6, judges: int = 2) -> Section:
    """A section in which ability, difficulty and chance make the marks."""
    random = Random(1)
    rubric = tuple(Criterion(f"c{at}", CriterionKind.POINTS, 10_000) for at in range(criteria))
    shapes = tuple(Task(f"K{at}", rubric, Fraction(1), judges) for at in range(tasks))
    sheets = []
    for team in range(teams):
        ability = random.gauss(6, 1.5)
        for task in shapes:
            own = [ability + random.gauss(0, 1) for _ in rubric]
            for judge in range(judges):
                marks = tuple(500 * round(2 * min(max(one + random.gauss(0, 0.7), 0), 10)) for one in own)
                sheets.append(ScoreSheet(f"T{team:05}", task.code, f"{task.code}-{judge}", marks))
    return Section(tuple(Team(f"T{at:05}") for at in range(teams)), shapes, tuple(sheets), read_rules(RULES))


def ratings(persons: int = 135, raters: int = 7, items: int = 5) -> Long:
    """Marks of 0 to 3 as a rating scale would give them, two raters a person."""
    random = np.random.default_rng(1)
    ability, severity = random.normal(0, 2, persons), random.normal(0, 0.7, raters)
    rows = [
        (f"p{p}", f"r{r}", f"i{i}", float((random.logistic(ability[p] - severity[r], 1, 3) > (-3, 0, 3)).sum()))
        for p in range(persons)
        for r in ((p % raters), (p * 3 + 1) % raters)
        for i in range(items)
    ]
    kept = {row[:3]: row[3] for row in rows}
    return Long(("person", "rater", "item"), tuple(kept), tuple(kept.values()))


def timed(work: Callable[[], object], times: int = 5, before: Callable[[], object] = lambda: None) -> tuple[str, str]:
    """Return the medians by the clock and on the processor; what is done before each time is not counted."""
    clock, processor = [], []
    for _ in range(times):
        before()
        worked, began = time.process_time(), time.perf_counter()
        work()
        clock.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - worked) * 1000)
    return f"{statistics.median(clock):.0f}", f"{statistics.median(processor):.0f}"


def published() -> tuple[Long, dict[str, Any]] | None:
    """Return the ratings of R sirt, 130 students by 7 raters by 5 criteria, with mfrmr's figures, if they are there."""
    folder = next((one / CASE for one in PLACES if (one / CASE).exists()), None)
    if folder is None:
        return None
    with (folder / "data.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    levels = tuple((row["person"], row["rater"], row["item"]) for row in rows)
    table = Long(("person", "rater", "item"), levels, tuple(float(row["x"]) for row in rows))
    figures: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))["jmle"]["elements"]
    return table, figures


def furthest(table: Long, figures: dict[str, Any]) -> float:
    """Return the largest difference of a measure, its error or its fit from the published figures."""
    found = facets(table).elements
    return max(
        abs(getattr(found[facet][name], key) - figure[key])
        for facet, elements in figures.items()
        for name, figure in elements.items()
        for key in ("measure", "se", "infit", "outfit")
    )


def beside_mfrmr() -> tuple[list[tuple[str, str, str]], str]:
    """Return the row of the published table and the sentence about it."""
    known = published()
    if known is None:
        return [], "The published ratings were not there."
    table, figures = known
    told = (
        f"The ratings are data.ratings1 of R sirt without its extreme students. Largest difference from mfrmr 0.2.2 on measure, "
        f"error, infit and outfit of raters and criteria: {furthest(table, figures):.1e} (its figures have six decimals). "
        "R mfrmr itself could not be installed here, so its time is not measured."
    )
    return [
        (
            f"facets, {len(table.of(0))} students × 7 raters × 5 criteria, {len(table.scores)} marks",
            *timed(lambda: facets(table)),
        )
    ], told


def pages() -> list[tuple[str, str, str]]:
    """Return rows for the pages of the finished demonstration, 24 teams × 6 tasks × 2 judges, asked by its chief judge."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="bench-analysis-") as folder:
        app = create_app({"INSTANCE_PATH": folder, "SECRET_KEY": "benchmark" * 4})
        with app.app_context(), contextlib.redirect_stdout(io.StringIO()):
            demo.main(args=["--finalised"], standalone_mode=False)
        client, place = as_chief_judge(app)
        for page in ("", "tasks/", "order/"):
            ask = partial(client.get, f"{place}analysis/{page}")
            assert ask().status_code == 200
            rows.append((f"page analysis/{page}, after a change", *timed(ask, 9, partial(touch, app))))
            rows.append((f"page analysis/{page}, nothing changed", *timed(ask, 25)))
    return rows


def as_chief_judge(app: Flask) -> tuple[FlaskClient, str]:
    """Return a client signed in as the chief judge, and where the only section is."""
    with app.app_context():
        section = db.session().scalars(select(SectionRow)).one()
        place = f"/editions/{section.edition.slug}/{section.slug}/"
        query = select(User.fs_uniquifier).join(RoleMembership).where(RoleMembership.role == Role.CHIEF_JUDGE)
        chief = db.session().scalars(query).first()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie.update({"_user_id": chief, "_fresh": True})
    return client, place


def touch(app: Flask) -> None:
    """Count a change, so that nothing that was computed before is taken for new."""
    with app.test_request_context("/", method="POST"):
        db.session().execute(update(SectionRow).values(revision=SectionRow.revision + 1))
        db.session().commit()


def main() -> None:
    """Measure and write."""
    small, large = section(24, 6), section(1000, 8)
    marks = of_section(large)
    official = [Official(f"T{at:05}", float(at + 1), 480 - at * 0.4, "I" if at < 100 else "") for at in range(1000)]
    table = ratings()
    beside, told = beside_mfrmr()
    rows = [
        ("whole analysis, 24 teams × 6 tasks × 6 criteria × 2 judges", *timed(lambda: analyse(small))),
        ("whole analysis, 1,000 teams × 8 × 6 × 2", *timed(lambda: analyse(large), 3)),
        ("2,000 bootstrap rankings of 1,000 teams × 8 tasks × 2 judges", *timed(lambda: order(marks, official), 3)),
        (f"facets, 135 persons × 7 raters × 5 items, {len(table.scores)} marks", *timed(lambda: facets(table))),
        *beside,
        *pages(),
    ]
    results.write("bench_analysis", "Analysis", [*results.table(HEAD, rows), "", told])


if __name__ == "__main__":
    main()
