"""Every code that the domain and the readers can give has a sentence of its own, with the fields it carries."""

import ast
from pathlib import Path

import pytest

from olympiad.wording.evening import EVENING_SENTENCES
from olympiad.wording.file_sentences import FILE_SENTENCES
from olympiad.wording.import_sentences import IMPORT_SENTENCES
from olympiad.wording.incidents import INCIDENT_SENTENCES
from olympiad.wording.keeping_sentences import KEEPING_SENTENCES
from olympiad.wording.marking_sentences import MARKING_SENTENCES
from olympiad.wording.sentences import SENTENCES

ROOT = Path(__file__).resolve().parents[2] / "olympiad"
GIVERS = {"DomainError": 0, "Problem": 3, "add": 2}
"""Who gives a code, and at which position of the call."""


def codes_in(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place = GIVERS.get(name)
            if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
                found.add(node.args[place].value)
    return {code for code in found if isinstance(code, str)}


@pytest.mark.parametrize("layer", ["domain", "exchange"])
def test_every_code_has_a_sentence(layer):
    codes = set().union(*(codes_in(path) for path in (ROOT / layer).glob("*.py")))

    assert len(codes) > 10
    known = SENTENCES | MARKING_SENTENCES | FILE_SENTENCES | IMPORT_SENTENCES | KEEPING_SENTENCES | INCIDENT_SENTENCES
    known |= EVENING_SENTENCES
    assert sorted(codes - known.keys()) == []
