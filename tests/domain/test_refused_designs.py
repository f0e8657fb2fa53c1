"""What can be neither printed nor shown nor published in time is refused by name."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from olympiad.domain.certificate_designs import Design, Signatory, Texts, check, fields_in, filled_lines
from olympiad.domain.embargo import embargo_moment
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.words import check_count, check_length
from olympiad.domain.screens import MOST_LETTERS, Shows, refuse_show

UZBEK = Texts("uz", "DIPLOM {degree}", "{section}", "*{name}*\n{team}")
GOOD = Design((UZBEK, replace(UZBEK, language="ru")), signatories=(Signatory("A. Karimov", "Rector"),))
NOW = datetime(2026, 3, 29, tzinfo=UTC)


def with_text(**given: str) -> Design:
    return replace(GOOD, texts=(replace(UZBEK, **given),))


def test_a_design_at_its_limits_is_printed() -> None:
    most = replace(
        GOOD, signatories=GOOD.signatories * 4, logos=("a", "b", "c"), number="{year}-{number}", text_colour="#00ff99"
    )

    check(most)
    check(with_text(lines="x\n" * 10, heading="x" * 120))

    assert most.pictures == ("a", "b", "c")
    assert fields_in(GOOD) == {"degree", "section", "name", "team"}


@pytest.mark.parametrize(
    ("design", "code"),
    [
        (replace(GOOD, texts=()), "design_languages"),
        (replace(GOOD, texts=(UZBEK, UZBEK)), "design_languages"),
        (replace(GOOD, texts=tuple(replace(UZBEK, language=one) for one in ("uz", "ru", "en"))), "design_languages"),
        (with_text(language="de"), "design_languages"),
        (with_text(heading=" "), "design_heading_missing"),
        (with_text(heading="x" * 121), "design_text_too_long"),
        (with_text(heading="{name}"), "design_field_unknown"),
        (with_text(subheading="{team}"), "design_field_unknown"),
        (with_text(lines="{nobody}"), "design_field_unknown"),
        (with_text(lines="a } b"), "design_brace_alone"),
        (with_text(lines="{name"), "design_brace_alone"),
        (with_text(lines="x\n" * 11), "design_lines_too_many"),
        (replace(GOOD, name_colour="#12295C"), "design_colour"),
        (replace(GOOD, signatories=GOOD.signatories * 5), "design_too_many"),
        (replace(GOOD, logos=("a", "b", "c", "d")), "design_too_many"),
        (replace(GOOD, signatories=(Signatory(" ", "Rector"),)), "design_signatory_name"),
        (replace(GOOD, signatories=(Signatory("A", "x" * 161),)), "design_text_too_long"),
        (replace(GOOD, number="{number}-A"), "design_number"),
        (replace(GOOD, number="{number}{number}"), "design_number"),
        (replace(GOOD, number="a-{number}"), "design_number"),
        (replace(GOOD, number="{team}{number}"), "design_field_unknown"),
    ],
)
def test_a_design_that_cannot_be_printed_is_refused(design: Design, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        check(design)

    assert refused.value.code == code


def test_a_line_without_a_value_is_left_out_and_stars_make_bold() -> None:
    lines = filled_lines("*{name}* of *{city}*\n{mentor}\n\n{team}", {"name": "Gul", "city": "Nukus", "team": "A*"})

    assert [[(run.text, run.bold) for run in line] for line in lines] == [
        [("Gul", True), (" of ", False), ("Nukus", True)],
        [("A*", False)],
    ]


@pytest.mark.parametrize(
    ("wall", "zone", "code"),
    [
        (datetime(2026, 3, 29, 2, 30), "Europe/Berlin", "embargo_no_such_time"),
        (datetime(2026, 3, 29, 5, 0), "Asia/Samarkand", "embargo_past"),
        (datetime(2026, 3, 28, 12, 0), "Asia/Samarkand", "embargo_past"),
    ],
)
def test_results_do_not_publish_themselves_at_a_moment_that_never_comes(wall: datetime, zone: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        embargo_moment(wall, zone, NOW)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("shows", "words", "code"),
    [
        (Shows.ANNOUNCEMENT, " ", "screen_words_missing"),
        (Shows.ANNOUNCEMENT, "x" * (MOST_LETTERS + 1), "screen_words_too_long"),
        (Shows.COUNTDOWN, "", "screen_moment_missing"),
    ],
)
def test_a_screen_shows_nothing_empty_or_endless(shows: Shows, words: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        refuse_show(shows, is_public=True, words=words, until=None)

    assert refused.value.code == code
    refuse_show(Shows.ANNOUNCEMENT, is_public=False, words="x" * MOST_LETTERS, until=None)
    refuse_show(Shows.COUNTDOWN, is_public=False, words="", until=NOW)


def test_a_text_and_a_list_may_be_as_long_as_their_limit() -> None:
    check_length("abc", 3)
    check_count("a|b|c", 3)

    with pytest.raises(DomainError, match="text_too_long"):
        check_length("abcd", 3)
    with pytest.raises(DomainError, match="list_too_long"):
        check_count("a|b|c|d", 3)
