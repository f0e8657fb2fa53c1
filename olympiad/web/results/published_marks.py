"""The mark that a frozen version gave a team for a criterion or a whole task, as its leader read it."""

from olympiad.domain.exact import Amount
from olympiad.models.results_version import ResultsVersion
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.services.results import results
from olympiad.services.results.report_cards import report_card


def published_mark(version: ResultsVersion, team: Team, task: Task, criterion: Criterion | None) -> Amount | None:
    """Return the joined mark; None where there is none or the version does not know team, task or criterion."""
    card = report_card(results.bundle_of(version), team.key)
    line = next((one for one in card.tasks if one.code == task.code), None) if card else None
    if line is None:
        return None
    if criterion is None:
        return None if isinstance(line.mark, str) else line.mark
    return next((one.points for one in line.criteria if one.code == criterion.code), None)
