"""On whom a design is tried: the longest real names, then invented ones; what is found; and what a member is shown."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.certificate_designs import Design, DesignKind, Signatory, Texts
from olympiad.domain.errors import DomainError
from olympiad.models.certificate_design import DesignPicture
from olympiad.models.participant import Participant
from olympiad.services.results import certificate_designs, certificate_previews
from olympiad.services.results.certificate_designs import FrozenDesign
from olympiad.services.results.certificate_previews import INVENTED, Finding, Sample
from tests.factories import NOON, Cast, make_participant

PLAIN = Design((Texts("en", "Diploma", lines="{team}, {institution}\nplace {place} of {teams}, {total} of {maximum}"),))
PICTURE = "a" * 64


def frozen(design: Design = PLAIN) -> FrozenDesign:
    return certificate_designs.freeze(design, dict.fromkeys(design.pictures, "<svg/>"))


def samples(session: Session, cast: Cast, kind: DesignKind = DesignKind.DEGREE) -> list[Sample]:
    return certificate_previews.samples(session, cast.section, kind, frozen())


def lines(fields: dict[str, Any]) -> list[str]:
    return ["".join(run["text"] for run in line) for line in fields["texts"][0]["lines"]]


def test_a_draft_takes_its_pictures_from_the_edition_or_from_what_is_not_saved(session: Session, cast: Cast) -> None:
    design = replace(PLAIN, logos=(PICTURE,), signatories=(Signatory("Olim", "Rector", "b" * 64),))
    with pytest.raises(DomainError, match="design_picture_unknown"):
        certificate_previews.frozen_draft(session, cast.section, design, {"b" * 64: "<svg/>"})
    session.add(DesignPicture(edition_id=cast.edition.id, sha256=PICTURE, svg="<svg>kept</svg>", at=NOON))
    session.flush()

    found = certificate_previews.frozen_draft(
        session, cast.section, design, {"b" * 64: "<svg>new</svg>", "c" * 64: "x"}
    )

    assert [word in found.content for word in ("kept", "new", "c" * 64)] == [True, True, False]


def test_the_longest_names_come_first_then_invented_ones(session: Session, cast: Cast) -> None:
    make_participant(session, cast.t01, name="Muhammadyusuf Abdurahmonov")

    found = samples(session, cast)

    assert [(one.name, one.real) for one in found] == [
        ("Muhammadyusuf Abdurahmonov", True), ("Finn", True), ("Eva", True), ("Gul", True), *((name, False) for name in INVENTED),
    ]  # fmt: skip


def test_no_more_real_names_are_tried_than_needed(session: Session, cast: Cast) -> None:
    for number in range(certificate_previews.MOST):
        make_participant(session, cast.t01, name=f"Long name {number}")

    assert len(samples(session, cast)) == certificate_previews.MOST + len(INVENTED)


def test_before_any_result_a_place_among_many_is_invented(session: Session, cast: Cast) -> None:
    cast.t01.name = cast.t02.name = "Zarafshon"

    found = samples(session, cast)

    assert {lines(one.fields)[1] for one in found} == {"place 1 of 22, 88.25 of 100"}
    assert all(lines(one.fields)[0].startswith("Zarafshon, University") for one in found)


def test_in_an_empty_section_only_invented_names_are_tried(session: Session, cast: Cast) -> None:
    for one in session.scalars(select(Participant)):
        session.delete(one)
    session.flush()

    assert [one.name for one in samples(session, cast)] == [*INVENTED]


@pytest.mark.parametrize(
    ("kind", "award"),
    [
        (DesignKind.DEGREE, "I degree"), (DesignKind.ABSOLUTE, "Absolute winner"),
        (DesignKind.NOMINATION, "Fastest solver"), (DesignKind.PARTICIPATION, ""),
    ],
)  # fmt: skip
def test_each_kind_is_tried_with_an_award_of_it(session: Session, cast: Cast, kind: DesignKind, award: str) -> None:
    assert {one.fields["award"] for one in samples(session, cast, kind)} == {award}


def test_diplomas_of_teams_name_their_members(session: Session, cast: Cast) -> None:
    cast.t01.name, cast.t02.name = "A", ""

    first, second, *_ = samples(session, cast, DesignKind.TEAM)

    assert [(one.name, [each["name"] for each in one.fields["members"]]) for one in (first, second)] == [
        ("A", ["Eva", "Gul"]), ("T02", ["Finn"]),
    ]  # fmt: skip


def test_thanks_are_tried_on_those_who_would_get_them(session: Session, cast: Cast) -> None:
    cast.t01.mentor, cast.t02.mentor = "Lim", "Lim Siew Ling"

    mentors = [one.name for one in samples(session, cast, DesignKind.MENTOR) if one.real]
    judges = [one.name for one in samples(session, cast, DesignKind.JUDGE) if one.real]

    assert (mentors, judges) == (["Lim Siew Ling", "Lim"], ["dana", "cem"])


def findings(session: Session, cast: Cast, design: Design = PLAIN, **fields: Any) -> dict[str, Finding]:
    made = frozen(design)
    sample = certificate_previews.samples(session, cast.section, DesignKind.DEGREE, made)[0]
    found = certificate_previews.findings(session, cast.section, made, replace(sample, fields=sample.fields | fields))
    return {one.code: one for one in found}


def test_a_good_design_is_told_so_with_the_number_it_would_begin_with(session: Session, cast: Cast) -> None:
    cast.edition.certificate_prefix = "SAM-2026"

    found = findings(session, cast)

    assert {code: one.good for code, one in found.items()} == {
        "fits": True,
        "letters": True,
        "contrast": True,
        "number": True,
    }
    assert found["number"].told == {"number": "SAM-2026-BIO-0001"}


def test_letters_that_cannot_be_printed_are_told_with_whose_name(session: Session, cast: Cast) -> None:
    make_participant(session, cast.t01, name="Li", name_local="古力")

    assert findings(session, cast)["letters"] == Finding("letters", False, {"letters": "力 古", "name": "Li"})


def test_pale_colours_are_told_each_with_its_contrast(session: Session, cast: Cast) -> None:
    made = frozen(replace(PLAIN, name_colour="#ffffff", text_colour="#eeeeee"))
    sample = samples(session, cast)[0]

    found = certificate_previews.findings(session, cast.section, made, sample)

    pale = [one for one in found if one.code == "contrast"]
    assert [(one.good, one.told["what"]) for one in pale] == [(False, "name"), (False, "text")]


def test_a_text_that_runs_off_the_paper_is_told(session: Session, cast: Cast) -> None:
    words = "\n".join(["Everything that is known about this team and its work " * 4] * 9)

    assert not findings(session, cast, Design((Texts("en", "Diploma", lines=words),)))["fits"].good


def test_a_member_sees_the_own_name_or_the_one_just_typed_and_nothing_is_kept(session: Session, cast: Cast) -> None:
    eva = session.scalars(select(Participant).where(Participant.key == "eva")).one()

    shown, design = certificate_previews.own_certificate(session, cast.section, eva)
    typed, _ = certificate_previews.own_certificate(session, cast.section, eva, ("Eva Karimova", "Эва Каримова"))

    assert (shown["name"], typed["name"], typed["name_local"], design) == ("Eva", "Eva Karimova", "Эва Каримова", None)
    assert (shown["place"], shown["total"], shown["award"]) == (None, None, "")
    session.commit()
    assert (eva.name, eva.name_local) == ("Eva", "")


def test_a_signature_is_never_shown_to_a_member(session: Session, cast: Cast) -> None:
    session.add(DesignPicture(edition_id=cast.edition.id, sha256=PICTURE, svg="<svg/>", at=NOON))
    session.flush()
    design = replace(PLAIN, signatories=(Signatory("Olim", "Rector", PICTURE),))
    certificate_designs.save(session, cast.edition, None, DesignKind.PARTICIPATION, design, base=0, by=cast.ana)
    eva = session.scalars(select(Participant).where(Participant.key == "eva")).one()

    shown, content = certificate_previews.own_certificate(session, cast.section, eva)

    assert shown["signatories"] == [{"name": "Olim", "title": "Rector", "picture": ""}]
    assert content is not None
