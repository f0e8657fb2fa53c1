"""What keeps a section from being finalised: typed values, made into sentences by `wording`."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Blocker:
    """One thing in the way; `wording.sentence` says it. `asks` is true where a confirmation is enough.

    >>> Blocker("blocker_no_teams").asks
    False
    """

    code: str
    fields: Mapping[str, object] = field(default_factory=dict)
    asks: bool = False
