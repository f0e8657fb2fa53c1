"""How wide the texts of certificates are, as sums of the widths of their letters: a hundred times cheaper than setting them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from olympiad.documents.typesetting import found_in
from olympiad.domain.canonical_json import Plain

REGULAR, ITALIC, SEMIBOLD, BOLD = range(4)
"""The styles of letter_widths.typ, in its order."""
SPACING = 130
"""Between the letters of the organisation."""
_KNOWN: dict[str, Sequence[int]] = {}


def widths(page: Mapping[str, Any]) -> dict[str, Plain]:
    """Return the widest text of each kind on the page of a certificate, as `shares-of` in designed.typ reads them.

    In thousandths of an em. Kerning is left out: the sums are right within some hundredths.
    """
    _learn(_letters_of(page))
    texts = page["texts"]
    organisations = [text["organisation"].upper() for text in texts]
    heads = [_joined((text["edition"], text["section"])) for text in texts]
    lines = [[_line(line, ITALIC if at else REGULAR) for line in text["lines"]] for at, text in enumerate(texts)]
    members = [f"{one['name']} {one['other']}" for one in page["members"]]
    return {
        "name": _width(page["name"], SEMIBOLD),
        "local": _width(page["name_local"], REGULAR),
        "organisation": max(_width(one, SEMIBOLD) + SPACING * len(one) for one in organisations),
        "head": max(_width(one, REGULAR) for one in heads),
        "heading": _width(texts[0]["heading"].upper(), SEMIBOLD),
        "heading_letters": len(texts[0]["heading"]),
        "under": _width(_under(texts), REGULAR),
        "dated": _width(" ✦ ".join(text["dated"] for text in texts), REGULAR),
        "member": max((_width(one, BOLD) for one in members), default=0),
        "line": max((one for column in lines for one in column), default=0),
        "pair": max(map(sum, zip(*lines, strict=False)), default=0) + _width(" ✦ ", REGULAR),
    }


def built_in_widths(page: Mapping[str, Any]) -> dict[str, Plain]:
    """Return the same of what differs from page to page in the built-in design, as `in-lines` in certificate.typ reads them."""
    lines = [line for text in page["texts"] for line in text["lines"]]
    _learn({*"".join((page["name"], page["name_local"], *lines))})
    return {
        "name": _width(page["name"], SEMIBOLD),
        "local": _width(page["name_local"], REGULAR),
        "line": max((_width(line, REGULAR) for line in lines), default=0),
    }


def _learn(letters: set[str]) -> None:
    """Measure each letter that was not measured before, in every style."""
    new = sorted(letters - _KNOWN.keys())
    if new:
        found: Any = found_in("letter_widths.typ", "widths", {"letters": [*new]})
        _KNOWN.update(zip(new, found[0], strict=True))


def _letters_of(page: Mapping[str, Any]) -> set[str]:
    said = "".join(_said(page))
    return {*said, *said.upper(), *" ·✦"}


def _said(page: Mapping[str, Any]) -> Iterator[str]:
    yield from (page["name"], page["name_local"])
    for one in page["members"]:
        yield from (one["name"], one["other"])
    for text in page["texts"]:
        yield from (text[name] for name in ("organisation", "edition", "section", "heading", "subheading", "dated"))
        yield from (run["text"] for line in text["lines"] for run in line)


def _width(text: str, style: int) -> int:
    return sum(_KNOWN[letter][style] for letter in text)


def _line(line: Sequence[Mapping[str, Any]], style: int) -> int:
    return sum(_width(run["text"], BOLD if run["bold"] else style) for run in line)


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


def _under(texts: Sequence[Mapping[str, Any]]) -> str:
    others = [f"{one['heading']} {one['subheading']}" for one in texts[1:]]
    return _joined((*others, texts[0]["subheading"]))
