"""A results bundle says what it was computed from, and one changed digit is found."""

import json
from copy import deepcopy
from dataclasses import replace
from fractions import Fraction

import pytest

from olympiad.domain.bundle import Bundle, Head, bundle_checksum, make_bundle, recompute, with_aliases
from olympiad.domain.bundle_reading import read_section
from olympiad.domain.canonical_json import canonical, checksum
from olympiad.domain.choices import Consequence, CriterionKind, TeamStatus
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.ranking import rank
from olympiad.domain.rubric import Criterion, Critical, Task
from olympiad.domain.section import AgreedMark, Penalty, ScoreSheet, Section, SpecialAward, Team

HEAD = Head("samarkand-2026", "biochemistry", 1, "2026-12-10T15:00:00.000Z", "a" * 64)
EXPERTS = "experts=5|5.5|6 full=2..2 zero=1..3 each=0.5"
GLUCOSE_KEY = "value=5.55 unit=mmol/L full=2% zero=20% replicates=concordant:0.2 round=step"


def criterion(code: str, kind: str, maximum: int, key: str = "", critical: Critical | None = None) -> Criterion:
    chosen = CriterionKind(kind)
    return Criterion(code, chosen, maximum, key=parse_key(chosen, key, maximum), critical=critical)


def section() -> Section:
    """All five kinds of criteria, everything that may stand beside the sheets."""
    rubric = (
        criterion("yield", "points", 10_000, critical=Critical(Fraction(1, 2))),
        criterion("goggles", "check", 1000),
        criterion("report", "levels", 2000, "0=absent | 1=partly | 2=complete"),
        criterion("glucose", "reading", 4000, GLUCOSE_KEY),
        criterion("spilt", "penalty", 3000, "each=1 free=1"),
    )
    full = (7500, 1000, 2000, (Fraction("5.5"), Fraction("5.6")), 2000)
    sheets = (
        ScoreSheet("T01", "A", "cem", full),
        ScoreSheet("T01", "A", "dana", (7000, 1000, 1000, (Fraction(5),), 0)),
        ScoreSheet("T02", "A", "cem", (9500, Consequence.EXCLUDE, 2000, (Fraction("5.55"),), 0)),
        ScoreSheet("T02", "A", "dana", (9500, 1000, Consequence.OTHERS, (Fraction(6),), 0)),
        ScoreSheet("T03", "A", "cem", (None,) * 5, absent=True),
        ScoreSheet("T03", "A", "dana", (None,) * 5, absent=True),
        ScoreSheet("T01", "A", "trainee", full, practice=True),
    )
    rules = read_rules(
        [("ties", "task:A; least_time"), ("task_decimals", "3"), ("award.I", "place=1"), ("award.II", "share=50%")]
    )
    return Section(
        (Team("T01"), Team("T02"), Team("T03"), Team("T04", TeamStatus.WITHDRAWN)),
        (Task("A", rubric, Fraction(3, 2), judges=2),),
        sheets,
        rules,
        samples={("T01", "A"): "S1"},
        sample_keys={("A", "glucose", "S1"): parse_key(CriterionKind.READING, EXPERTS, 4000)},
        penalties=(Penalty("T02", 1000, reason="no coat"),),
        agreed_marks=(AgreedMark("T02", "A", Fraction(25_000, 3), by="Ben", reason="seen again"),),
        times={("T01", "A"): Fraction(90)},
        extra_rounds={"T01": 1},
        special_awards=(SpecialAward("T03", "most active", "photo"),),
    )  # fmt: skip


@pytest.fixture
def bundle() -> Bundle:
    hidden = with_aliases(section(), {"cem": "J2", "dana": "J1"})
    made = make_bundle(hidden, rank(hidden), HEAD, {"teams": {"T01": {"name": "Alatau"}}})
    read: Bundle = json.loads(canonical(made))
    return read


def test_make_bundle_gives_what_is_recomputed_from_it_alone(bundle: Bundle) -> None:
    assert recompute(bundle, read_section(bundle)) == []


def test_make_bundle_keeps_the_places_of_the_section_with_its_judges_named(bundle: Bundle) -> None:
    named = rank(section())

    assert [(row["team"], row["total"]) for row in bundle["ranking"]] == [
        (row.team.key, None if row.total is None else str(row.total)) for row in named.rows
    ]


def test_make_bundle_names_no_judge_and_no_reason(bundle: Bundle) -> None:
    text = canonical(bundle)

    assert [word for word in ("cem", "dana", "trainee", "Ben", "seen again", "no coat", "photo") if word in text] == []


def test_recompute_finds_one_changed_digit_in_a_mark(bundle: Bundle) -> None:
    bundle["sheets"][0]["marks"][0] = "7.5" if bundle["sheets"][0]["marks"][0] != "7.5" else "8.5"
    bundle["sha256"] = bundle_checksum(bundle)

    found = recompute(bundle, read_section(bundle))

    assert [one.where for one in found] != []
    assert all(one.where.startswith("ranking[") for one in found)


def test_recompute_finds_a_changed_total_and_the_checksum(bundle: Bundle) -> None:
    right = bundle["ranking"][0]["total"]
    bundle["ranking"][0]["total"] = "99.99"

    found = recompute(bundle, read_section(bundle))

    assert [one.where for one in found] == ["sha256", "ranking[0].total"]
    assert (found[1].found, found[1].right) == ("99.99", right)


def test_recompute_takes_changed_names_for_granted(bundle: Bundle) -> None:
    bundle["display"]["teams"]["T01"]["name"] = "another"

    assert recompute(bundle, read_section(bundle)) == []


@pytest.mark.parametrize("member", ["version", "time", "audit_head", "previous", "edition"])
def test_recompute_finds_a_changed_head(bundle: Bundle, member: str) -> None:
    bundle[member] = 9 if member == "version" else "x"

    assert [one.where for one in recompute(bundle, read_section(bundle))] == ["sha256"]


@pytest.mark.parametrize(
    ("break_it", "code"),
    [
        (lambda it: it.update(format="olympiad-results/2"), "bundle_format"),
        (lambda it: it.pop("sheets"), "bundle_malformed"),
        (lambda it: it["sheets"][0].update(task="Z"), "bundle_malformed"),
        (lambda it: it["sheets"][0]["marks"].pop(), "bundle_malformed"),
        (lambda it: it["tasks"][0].update(weight="much"), "bundle_malformed"),
        (lambda it: it["tasks"][0].update(method="guess"), "bundle_malformed"),
    ],
)
def test_read_section_refuses_what_is_no_bundle(bundle: Bundle, break_it, code: str) -> None:
    broken = deepcopy(bundle)
    break_it(broken)

    with pytest.raises(DomainError) as refused:
        read_section(broken)

    assert refused.value.code == code


def test_recompute_holds_for_a_team_without_a_place() -> None:
    gap = replace(section(), sheets=section().sheets[1:])
    hidden = with_aliases(gap, {"cem": "J1", "dana": "J2"})

    made = make_bundle(hidden, rank(hidden), HEAD, {})

    assert recompute(made, read_section(made)) == []
    assert {row["team"]: row["missing"] for row in made["ranking"]}["T01"] == ["A/?"]


def test_canonical_sorts_by_utf_16_and_refuses_floats() -> None:
    assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'
    with pytest.raises(TypeError):
        canonical({"mark": 2.5})  # type: ignore[dict-item]


def test_checksum_does_not_depend_on_the_order_of_members() -> None:
    assert checksum({"a": 1, "b": [2]}) == checksum({"b": [2], "a": 1})
