"""Panels: which judges' sheets are expected for a team at a task."""

from collections.abc import Iterable
from dataclasses import dataclass

from olympiad.domain.choices import JudgeKind


@dataclass(frozen=True)
class Judge:
    """A marker; `tasks` and `teams` name what is judged, None means all, but for single sheets."""

    key: str
    tasks: frozenset[str] | None = None
    teams: frozenset[str] | None = None
    kind: JudgeKind = JudgeKind.OFFICIAL
    name: str = ""
    also: frozenset[tuple[str, str]] = frozenset()
    """Team and task of sheets beside those."""
    without: frozenset[tuple[str, str]] = frozenset()
    """Team and task of sheets that somebody else has, or nobody."""

    def is_named_for(self, team: str, task: str) -> bool:
        """Whether this judge's row names the team and the task.

        >>> Judge("cem", without=frozenset({("T01", "A")})).is_named_for("T01", "A")
        False
        """
        if (team, task) in self.also or (team, task) in self.without:
            return (team, task) in self.also
        return (self.tasks is None or task in self.tasks) and (self.teams is None or team in self.teams)


def expected(judges: Iterable[Judge], team: str, task: str) -> tuple[str, ...]:
    """The official judges whose sheets are expected, by code point; practice judges never.

    >>> expected([Judge("dana"), Judge("cem", tasks=frozenset("A"))], "T01", "A")
    ('cem', 'dana')
    """
    official = (judge for judge in judges if judge.kind is JudgeKind.OFFICIAL)
    return tuple(sorted(judge.key for judge in official if judge.is_named_for(team, task)))
