"""The conditions of an award taken apart into the fields of a form, and put together again, as text on both sides."""

import re
from dataclasses import dataclass

_TOTAL = re.compile(r"total>=(?P<number>[^%]+)(?:%(?P<of>max|best|mean(?P<count>[0-9]+)))?")


@dataclass(frozen=True)
class AwardParts:
    """What stands in each field; empty where the award does not ask for it."""

    share: str = ""
    """Percent, without the sign."""
    count: str = ""
    total: str = ""
    total_of: str = ""
    """Of what `total` is a percentage: `max`, `best`, `mean`; empty: it is points."""
    mean_of: str = ""
    """Of how many best totals the mean is taken."""
    place: str = ""
    """`1` where only the first place gets it."""
    cap: str = ""
    counted_from: str = ""
    border: str = ""
    more: str = ""
    """What no field holds: a second total, or what cannot be read."""


def take_apart(text: str) -> AwardParts:
    """Return the fields of a written award; what has none of its own stays in `more`.

    >>> take_apart("share=10% total>=90%mean3 from=6 border=nearest")
    AwardParts(share='10', count='', total='90', total_of='mean', mean_of='3', place='', cap='', counted_from='6', \
border='nearest', more='')
    >>> take_apart("total>=80 total>=60%max loud").more
    'total>=60%max loud'
    """
    found: dict[str, str] = {}
    more: list[str] = []
    for condition in text.split():
        fields = _fields_of(condition)
        if not fields or fields.keys() & found.keys():
            more.append(condition)
        else:
            found |= fields
    return AwardParts(**found, more=" ".join(more))


def _fields_of(condition: str) -> dict[str, str]:
    if match := _TOTAL.fullmatch(condition):
        of = match["of"] or ""
        return {"total": match["number"], "total_of": of[:4] if match["count"] else of, "mean_of": match["count"] or ""}
    kind, _, value = condition.partition("=")
    if kind == "share" and value.endswith("%"):
        return {"share": value[:-1]}
    if condition == "place=1":
        return {"place": "1"}
    names = {"count": "count", "cap": "cap", "from": "counted_from", "border": "border"}
    return {names[kind]: value} if kind in names and value else {}


def put_together(parts: AwardParts) -> str:
    """Write the award as rules.csv does; spaces in a field are left out, so that a field is one condition.

    >>> put_together(AwardParts(share="10 %", total="80", total_of="max", counted_from="6"))
    'share=10% total>=80%max from=6'
    """
    of = {"max": "%max", "best": "%best", "mean": f"%mean{_tight(parts.mean_of) or 1}"}.get(parts.total_of, "")
    share = _tight(parts.share).removesuffix("%")
    written = [
        f"share={share}%" if share else "",
        f"count={_tight(parts.count)}" if parts.count.strip() else "",
        f"total>={_tight(parts.total).removesuffix('%')}{of}" if parts.total.strip() else "",
        "place=1" if parts.place else "",
        f"cap={_tight(parts.cap)}" if parts.cap.strip() else "",
        f"from={_tight(parts.counted_from)}" if parts.counted_from.strip() else "",
        f"border={parts.border}" if parts.border and (share or parts.count.strip()) else "",
        parts.more.strip(),
    ]
    return " ".join(one for one in written if one)


def _tight(text: str) -> str:
    return "".join(text.split())
