"""Asks whether what to change next year is told without repeating the heading above it."""

import pytest

from olympiad.services.overview.analysis_releases import KeptNote
from olympiad.wording.analysis_sentences import note_beneath_heading, note_heading


@pytest.mark.parametrize("language", ["en", "uz", "ru"])
@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("constant_item", {"items": "C7"}),
        ("everybody_has_it", {"criterion": "C7"}),
        ("nobody_has_it", {"criterion": "C7"}),
        ("tells_nothing", {"criterion": "C7"}),
        ("criterion_carries", {"criterion": "C7", "share": 41}),
        ("too_easy", {"task": "GLU"}),
        ("too_hard", {"task": "GLU"}),
        ("alpha_low", {"task": "GLU"}),
    ],
)
def test_a_note_does_not_repeat_what_its_heading_names(language: str, code: str, fields: dict[str, str | int]) -> None:
    told = note_beneath_heading(KeptNote("key", "GLU", code, fields), language)

    assert "GLU" not in told
    assert "C7" not in told


def test_the_heading_names_criteria_that_the_place_leaves_out() -> None:
    note = KeptNote("key", "GLU", "constant_item", {"items": "C7, C9"})

    assert note_heading(note, "GLU") == "GLU C7, C9"
