"""Analyses of sections: small ones at once, large ones in a process beside this one, with progress; the newest is kept."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from flask import g, request
from sqlalchemy import Engine

from olympiad import db, jobs
from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.services.overview import analyses
from olympiad.services.overview.analyses import Given
from olympiad.web.frame.fragment_cache import drawn

if TYPE_CHECKING:
    from olympiad.analysis.section_analysis import SectionAnalysis

AT_ONCE = 2_000
"""Up to so many sheets the page computes by itself; more than that would keep a worker for seconds."""
STEPS = 6


@dataclass
class Run:
    """One analysis of a large section, on its way or done."""

    revision: int
    begun: datetime
    done: int = 0
    steps: int = STEPS
    found: "SectionAnalysis | None" = None
    refused: DomainError | None = None
    is_over: threading.Event = field(default_factory=threading.Event)

    def work(self, given: Given) -> None:
        """Have the analysis made and keep it."""
        try:
            self.found = jobs.ANALYSES.run(analyses.work(), *given, progress=self.tell)
        except DomainError as refused:
            self.refused = refused
        finally:
            self.is_over.set()

    def tell(self, done: int, steps: int) -> None:
        """Keep how far it is."""
        self.done, self.steps = done, steps


@dataclass(frozen=True)
class Asked:
    """What there is to show: an analysis or why there is none, of which revision; and the run that is on its way."""

    found: "SectionAnalysis | None" = None
    refused: DomainError | None = None
    revision: int = 0
    at: datetime | None = None
    running: Run | None = None


_runs: WeakKeyDictionary[Engine, dict[int, list[Run]]] = WeakKeyDictionary()
_lock = threading.Lock()


def ask() -> Asked:
    """Return the analysis of this request's section; of a large one what is there, while the newest is being made."""
    if analyses.count_sheets(db.session(), g.section) <= AT_ONCE:
        return drawn(("analysis", g.section.id, g.section.revision), _at_once)
    with _lock:
        runs = _runs.setdefault(db.engine(), {}).setdefault(g.section.id, [])
    _begin(runs)
    over = [run for run in runs if run.is_over.is_set()]
    running = next((run for run in runs if not run.is_over.is_set()), None)
    if not over:
        return Asked(running=running)
    last = over[-1]
    return Asked(last.found, last.refused, last.revision, last.begun, running)


def _at_once() -> Asked:
    revision = g.section.revision
    try:
        return Asked(analyses.analyse_section(db.session(), g.section), None, revision, utc_now())
    except DomainError as refused:
        return Asked(None, refused, revision, utc_now())


def _begin(runs: list[Run]) -> None:
    """Begin a run of the present revision, unless one is on its way or was made."""
    last = runs[-1] if runs else None
    if last is not None and not _is_wanted(last):
        return
    run = Run(g.section.revision, utc_now())
    given = analyses.given(db.session(), g.section)
    with _lock:
        if (runs[-1] if runs else None) is not last:
            return  # another thread was first
        runs[:] = [*runs[-1:], run]
    threading.Thread(target=run.work, args=(given,), name="analysis", daemon=True).start()


def _is_wanted(last: Run) -> bool:
    """Whether another run is wanted after this one; one that was ended is tried again by whoever opens the page anew."""
    if not last.is_over.is_set():
        return False
    if last.revision != g.section.revision:
        return True
    return last.refused is not None and last.refused.code.startswith("job") and "waiting" not in request.args
