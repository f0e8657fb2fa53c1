"""The printed fields of one certificate: the built-in words, those of a design, and what stands nowhere when unknown."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.certificate_designs import Design, DesignKind, Signatory, Texts
from olympiad.models.participant import Participant
from olympiad.services.results import certificate_designs
from olympiad.services.results.certificate_texts import (
    NO_ROW,
    Document,
    Fields,
    Holder,
    Writer,
    as_printed_before,
)
from tests.factories import NOON, Cast

ROW = {"place": "3/2", "total": "17.50", "award": "", "special_awards": []}
RANKING = [{"place": "1"}, {"place": "2"}, {"place": None}]


def writer(session: Session, cast: Cast, *languages: str, now: datetime = NOON, **bundle: object) -> Writer:
    return Writer(session, cast.section, {"maximum": "20", "ranking": RANKING, **bundle}, languages or ("en",), now)


def person(session: Session, key: str = "eva") -> Participant:
    return session.scalars(select(Participant).where(Participant.key == key)).one()


def built_in(session: Session, cast: Cast, award: str = "I degree", row: dict[str, Any] = ROW, **given: Any) -> Fields:
    kind = DesignKind.DEGREE if award else DesignKind.PARTICIPATION
    return writer(session, cast, **given).document(person(session), cast.t01, row, award, kind).fields


def designed(session: Session, cast: Cast, text: Texts, award: str = "I degree", **holder: Any) -> dict[str, Any]:
    """Write a certificate of team T01 in these words and return its one text."""
    frozen = certificate_designs.freeze(Design(texts=(text,)), {})
    who = Holder("Eva", team=cast.t01, institution=cast.t01.institution, **holder)
    document = writer(session, cast).designed(who, ROW, award, "award", frozen)
    return document.fields["texts"][0]


def lines(text: dict[str, Any]) -> list[str]:
    return ["".join(run["text"] for run in line) for line in text["lines"]]


def test_the_built_in_words_say_award_place_and_total_in_each_language(session: Session, cast: Cast) -> None:
    cast.t01.name, cast.t01.mentor = "Zarafshon", "Lim Siew Ling"

    fields = (
        writer(session, cast, "en", "ru").document(person(session), cast.t01, ROW, "I degree", DesignKind.DEGREE).fields
    )

    english, russian = fields["texts"]
    assert (fields["name"], fields["team"], fields["award"], fields["place"], fields["total"]) == (
        "Eva", "Zarafshon", "I degree", "3/2", "17.50",
    )  # fmt: skip
    assert english["document"] == "Diploma of the I degree"
    assert english["standing"] == "place 1.5 of 2 teams, total 17.50 of 20"
    assert (english["member"], english["mentor"]) == ("member of the team “Zarafshon”", "Mentor: Lim Siew Ling")
    assert (russian["lang"], russian["document"]) == ("ru", "Диплом I степени")


def test_a_certificate_of_participation_says_no_place(session: Session, cast: Cast) -> None:
    fields = built_in(session, cast, award="")

    assert (fields["award"], fields["place"], fields["total"]) == ("", None, None)
    assert (fields["texts"][0]["standing"], fields["texts"][0]["mentor"]) == ("", "")


@pytest.mark.parametrize("row", [NO_ROW, ROW | {"total": None}])
def test_an_award_without_a_place_says_none(session: Session, cast: Cast, row: dict[str, Any]) -> None:
    assert built_in(session, cast, "Neatest", row)["texts"][0]["standing"] == ""


def test_a_team_without_name_and_institution_is_called_by_key_and_country(session: Session, cast: Cast) -> None:
    cast.t01.name, cast.t01.institution, cast.t01.country = "", None, "KZ"
    text = built_in(session, cast)["texts"][0]

    assert (text["member"], text["institution"]) == ("member of the team “T01”", "Kazakhstan")
    cast.t01.country = ""
    assert built_in(session, cast)["texts"][0]["institution"] == ""


def test_an_institution_is_named_with_the_country_of_the_team_or_its_own(session: Session, cast: Cast) -> None:
    institution = cast.t01.institution
    assert institution is not None
    institution.name_en, institution.country, cast.t01.country = "", "UZ", "KZ"
    assert built_in(session, cast)["texts"][0]["institution"] == f"{institution.key}, Kazakhstan"

    institution.name_en, cast.t01.country = "Samarkand State Medical University", ""
    assert built_in(session, cast)["texts"][0]["institution"] == f"{institution.name_en}, Uzbekistan"


@pytest.mark.parametrize(
    ("edition", "dated"),
    [
        (
            {"ends_on": date(2026, 12, 7), "starts_on": date(2026, 12, 5), "city": "Samarqand"},
            "Samarkand, 7 December 2026",
        ),
        ({"starts_on": date(2026, 12, 5)}, "5 December 2026"),
        ({"time_zone": "Asia/Samarkand"}, "1 January 2027"),
    ],
)
def test_the_day_is_the_last_of_the_edition_else_that_of_issue_where_it_is_held(
    session: Session, cast: Cast, edition: dict[str, object], dated: str
) -> None:
    for name, value in edition.items():
        setattr(cast.edition, name, value)

    fields = built_in(session, cast, now=datetime(2026, 12, 31, 22, tzinfo=UTC))

    assert fields["texts"][0]["dated"] == dated


def test_who_signs_for_the_section_has_each_title_once_and_nobody_without_a_name(session: Session, cast: Cast) -> None:
    cast.section.chair, cast.section.chair_title, cast.section.chair_title_ru = "Nazarov", "Chair", "Chair"
    cast.section.second_signatory_title = "Rector"

    found = writer(session, cast, "en", "ru").document(person(session), cast.t01, ROW, "", DesignKind.PARTICIPATION)

    assert found.fields["signatories"] == [{"name": "Nazarov", "title": "Chair"}]


def test_a_member_gets_the_design_of_the_kind_where_there_is_one(session: Session, cast: Cast) -> None:
    design = Design((Texts("en", "Honours", lines="{name}"),))
    certificate_designs.save(session, cast.edition, None, DesignKind.DEGREE, design, base=0, by=cast.ana)

    degree, participation = (
        writer(session, cast).document(person(session), cast.t01, ROW, award, kind)
        for award, kind in (("I degree", DesignKind.DEGREE), ("", DesignKind.PARTICIPATION))
    )

    assert (degree.kind, degree.fields["texts"][0]["heading"]) == ("award", "Honours")
    assert degree.design is not None
    assert (participation.kind, participation.design) == ("participation", None)


def test_the_words_of_a_design_are_filled_and_lines_that_lack_something_left_out(session: Session, cast: Cast) -> None:
    cast.t01.name, cast.t01.country, cast.edition.year = "Zarafshon", "UZ", "2026"
    words = (
        "*{name}*, {team}\n{mentor}\n{place} of {teams}, {total} of {maximum}\n{country} {year}, {date}\n{name_local}"
    )

    text = designed(session, cast, Texts("en", "Diploma {degree}", "in {section}", words))

    assert lines(text) == ["Eva, Zarafshon", "1.5 of 2, 17.50 of 20", "Uzbekistan 2026, 5 December 2026"]
    assert text["lines"][0][0] == {"text": "Eva", "bold": True}
    assert (text["document"], text["heading"]) == ("Diploma I, in Biochemistry", "Diploma I")
    assert (text["institution"], text["standing"], text["mentor"]) == ("", "", "")


def test_a_heading_of_degrees_gives_way_where_the_award_is_none(session: Session, cast: Cast) -> None:
    text = designed(session, cast, Texts("en", "Diploma of the {degree} degree"), award="Fastest solver")

    assert (text["heading"], text["document"]) == ("Diploma: Fastest solver", "Diploma: Fastest solver")


def test_the_institution_is_told_apart_only_where_the_design_prints_it(session: Session, cast: Cast) -> None:
    assert designed(session, cast, Texts("en", "Diploma", lines="{institution}"))["institution"] != ""
    assert designed(session, cast, Texts("en", "Diploma", lines="{team}"))["institution"] == ""


def test_without_a_maximum_or_an_award_nothing_is_said_of_them(session: Session, cast: Cast) -> None:
    frozen = certificate_designs.freeze(Design((Texts("en", "Diploma", lines="{total}\n{maximum}\n{team}"),)), {})
    holder = Holder("Olim", recipient="judge:cem")

    found = writer(session, cast, maximum=None).designed(holder, ROW, "I degree", "award", frozen)
    thanks = writer(session, cast).designed(holder, NO_ROW, "", "judge", frozen)

    texts = [one.fields["texts"][0] for one in (found, thanks)]
    assert [lines(text) for text in texts] == [["17.50"], []]
    nowhere = writer(session, cast).designed(holder, NO_ROW, "Neatest", "award", frozen)
    assert lines(nowhere.fields["texts"][0]) == []
    assert (thanks.fields["recipient"], thanks.holder, thanks.fields["team"]) == ("judge:cem", "judge:cem", "")


@pytest.mark.parametrize(
    ("language", "member"),
    [("ru", {"name": "Эва", "other": "Eva"}), ("en", {"name": "Eva", "other": "Эва"})],
)
def test_members_of_a_team_are_named_in_the_script_of_the_first_language(
    session: Session, cast: Cast, language: str, member: dict[str, str]
) -> None:
    eva = person(session)
    eva.name_local = "Эва"
    frozen = certificate_designs.freeze(Design((Texts(language, "Diploma"),)), {})
    holder = Holder("Zarafshon", recipient="team:T01", team=cast.t01, members=(eva, person(session, "gul")))

    fields = writer(session, cast).designed(holder, ROW, "I degree", "team", frozen).fields

    assert fields["members"] == [member, {"name": "Gul", "other": ""}]
    assert fields["medal"] == {"metal": "gold", "numeral": "I"}


def test_a_design_names_its_own_signatories_else_those_of_the_section_sign(session: Session, cast: Cast) -> None:
    cast.section.chair, cast.section.chair_title = "Nazarov", "Chair"
    plain = Design((Texts("en", "Diploma"),))
    own = replace(plain, signatories=(Signatory("Olim", "Rector", "a" * 64),))

    def signing(design: Design) -> object:
        frozen = certificate_designs.freeze(design, {"a" * 64: "<svg/>"})
        return writer(session, cast).designed(Holder("Eva"), NO_ROW, "", "judge", frozen).fields["signatories"]

    assert signing(own) == [{"name": "Olim", "title": "Rector", "picture": "a" * 64}]
    assert signing(plain) == [{"name": "Nazarov", "title": "Chair"}]


def test_a_member_is_told_apart_by_number_and_others_by_what_they_are_called() -> None:
    assert Document(7, "award", "", "Eva", {}).holder == 7
    assert Document(None, "team", "", "Zarafshon", {}, recipient="team:T01").holder == "team:T01"


def test_earlier_releases_wrote_no_sentence_of_award_and_the_city_as_entered(session: Session, cast: Cast) -> None:
    cast.edition.city = "Samarqand"
    fields = built_in(session, cast)

    (before,) = as_printed_before(fields, cast.edition)["texts"]

    assert fields["texts"][0]["dated"] == "Samarkand, 5 December 2026"
    assert (before["dated"], "awarded" in before) == ("Samarqand, 5 December 2026", False)
    cast.edition.city = ""
    assert as_printed_before(fields, cast.edition)["texts"][0]["dated"] == "Samarkand, 5 December 2026"
