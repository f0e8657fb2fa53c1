"""Wraps lines of templates at 160 characters where a line break shows nowhere: between arguments and between attributes."""

import re
import sys
from pathlib import Path

from jinja2 import Environment

LONGEST = 160
ROOT = Path(__file__).resolve().parent.parent
PART = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|[^{]+|\{", re.DOTALL)
STRING = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'", re.DOTALL)


def breaks(source: str) -> list[int]:
    """Return the places of spaces that may be line breaks."""
    found: list[int] = []
    position, tag, quote = 0, False, ""
    while position < len(source):
        match = PART.match(source, position)
        assert match is not None
        part = match.group()
        if part.startswith(("{{", "{%", "{#")):
            found += [] if quote and part.startswith("{#") else spaces(part, position)
        else:
            tag, quote = _html(part, position, tag, quote, found)
        position = match.end()
    return found


def spaces(part: str, position: int) -> list[int]:
    """Return the spaces within a statement, expression or comment of Jinja that are not within one of its strings."""
    strings = [] if part.startswith("{#") else [match.span() for match in STRING.finditer(part)]
    inner = range(4, len(part) - 4)
    return [position + at for at in inner if part[at] == " " and not any(a <= at < b for a, b in strings)]


def _html(part: str, position: int, tag: bool, quote: str, found: list[int]) -> tuple[bool, str]:
    for at, character in enumerate(part):
        if not tag:
            tag = character == "<"
        elif quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == ">":
            tag = False
        elif character == " ":
            found.append(position + at)
    return tag, quote


def wrapped(source: str) -> str:
    """Return a template with its long lines wrapped."""
    allowed, lines, start = set(breaks(source)), [], 0
    for line in source.split("\n"):
        lines += _cut(line, {at - start for at in allowed if start <= at < start + len(line)})
        start += len(line) + 1
    return "\n".join(lines)


def _cut(line: str, allowed: set[int]) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    done, start, lead = [], 0, ""
    while len(lead) + len(line) - start > LONGEST:
        last = start + LONGEST - len(lead)
        at = max((place for place in allowed if start + len(indent) < place <= last), default=None)
        if at is None:
            at = min((place for place in allowed if place > last), default=None)
        if at is None:
            break
        done.append(lead + line[start:at])
        start, lead = at + 1, indent
    return [*done, lead + line[start:]]


def same(before: str, after: str) -> bool:
    """Return whether two templates differ in white space within tags and statements alone."""
    return _tokens(before) == _tokens(after)


def _tokens(source: str) -> list[tuple[str, str]]:
    lexed = Environment(autoescape=True).lex(source)
    kept = [(kind, re.sub(r"\s+", " ", value)) for _line, kind, value in lexed]
    return [(kind, value) for kind, value in kept if kind != "whitespace"]


def main() -> None:
    """Wrap every template."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        source = path.read_text("utf-8")
        after = wrapped(source)
        if not same(source, after):
            sys.exit(f"{path} would say something else")
        if after != source:
            path.write_text(after, "utf-8")


if __name__ == "__main__":
    main()
