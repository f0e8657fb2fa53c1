"""What issuing certificates would do: compared with what is held, why a line differs, who is left out, what is withdrawn."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.certificate_designs import DesignKind
from olympiad.domain.errors import DomainError
from olympiad.models.certificate import Certificate
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.services.results import certificate_designs, certificate_plan, certificates
from olympiad.services.results.certificate_plan import BY_VERSION, Deed, Plan
from olympiad.wording.ready_designs import ready
from tests.factories import NOON, Cast, make_certificate, make_version
from tests.results_world import finalise, mark_everything, set_rules

LATER = NOON + timedelta(days=900)


@pytest.fixture
def version(session: Session, cast: Cast) -> ResultsVersion:
    """T01 (eva, gul) has the I degree, T02 (finn) nothing."""
    set_rules(session, cast, [["award.I degree", "total>=15"]])
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    return finalise(session, cast, official=True)


def make(session: Session, version: ResultsVersion, now: datetime = NOON, include: tuple[int, ...] = ()) -> Plan:
    return certificate_plan.make(session, version, languages=("uz", "en"), now=now, include=include)


def told(plan: Plan) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {one.document.name: (str(one.deed), one.why) for one in plan.lines}


def design(session: Session, cast: Cast, kind: DesignKind = DesignKind.DEGREE, lines: str = "") -> None:
    made = ready(kind)
    texts = tuple(replace(text, lines=f"{text.lines}\n{lines}") for text in made.texts)
    certificate_designs.save(session, cast.edition, None, kind, replace(made, texts=texts), base=0, by=cast.ana)


def test_at_first_everything_is_new_in_the_order_of_the_ranking(session: Session, version: ResultsVersion) -> None:
    plan = make(session, version)

    assert told(plan) == {"Eva": ("new", ()), "Gul": ("new", ()), "Finn": ("new", ())}
    assert ([one.document.name for one in plan.to_issue], plan.withdrawn) == (["Eva", "Gul", "Finn"], ())


@pytest.mark.parametrize("lines", ["", "Samarkand, {date}", "*{date}*"])
def test_another_day_alone_is_no_other_certificate_also_where_a_design_says_it(
    session: Session, cast: Cast, version: ResultsVersion, lines: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.edition.city = "Samarqand"
    design(session, cast, lines=lines)
    issued = certificates.issue(session, version, by=cast.ana)

    assert {line.deed for line in make(session, version, LATER).lines} == {Deed.UNCHANGED}
    monkeypatch.setattr(certificates, "utc_now", lambda: LATER)
    with pytest.raises(DomainError, match="certificates_none_left"):
        certificates.reissue(session, issued[0], by=cast.ana)


def test_a_corrected_name_keeps_the_day_and_other_languages_have_todays(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    certificates.issue(session, version, languages=("uz", "en"), by=cast.ana)
    session.scalars(select(Participant).where(Participant.name == "Eva")).one().name = "Eva Karimova"
    session.flush()

    def dated(*languages: str) -> tuple[tuple[str, ...], bool]:
        line = certificate_plan.make(session, version, languages=languages, now=LATER).of(Deed.SUPERSEDE)[0]
        assert line.held is not None
        days = [[text["dated"] for text in fields["texts"]] for fields in (
            certificate_plan.printed(line.held), line.document.fields)]  # fmt: skip
        return line.why, days[0] == days[1]

    assert dated("uz", "en") == (("name",), True)
    assert dated("uz", "ru") == (("name", "languages"), False)


def test_an_edition_that_names_its_day_prints_that(session: Session, cast: Cast, version: ResultsVersion) -> None:
    certificates.issue(session, version, by=cast.ana)
    cast.edition.ends_on = NOON.date()
    session.flush()

    assert {why for _deed, why in told(make(session, version, LATER)).values()} == {("texts",)}


def fields(**given: object) -> dict[str, Any]:
    texts = [{"lang": "uz"}, {"lang": "en"}]
    return {"award": "Gold", "place": "1", "total": "17", "name": "Eva", "name_local": "", "texts": texts} | given


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"award": "Silver", "place": "2", "name": "X"}, ("award", "standing", "name")),
        ({"place": "2"}, ("standing",)),
        ({"total": "16"}, ("standing",)),
        ({"name_local": "Эва"}, ("name",)),
        ({"texts": [{"lang": "en"}, {"lang": "uz"}]}, ("languages",)),
        ({"texts": [{"lang": "uz", "member": "x"}, {"lang": "en"}]}, ("texts",)),
        ({"mentor": "Lim"}, ("texts",)),
    ],
)
def test_what_differs_is_named_the_weightiest_first(given: dict[str, object], why: tuple[str, ...]) -> None:
    assert certificate_plan.differing(fields(), fields(**given)) == why


def test_an_award_that_nobody_has_earned_any_more_is_withdrawn_and_thanks_never_are(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    gone = make_certificate(session, version, kind="team", printed={"award": "Gold", "recipient": "team:gone"})
    make_certificate(session, version, kind="judge", printed={"name": "Cem", "recipient": "judge:gone"})

    assert make(session, version).withdrawn == (gone,)


def test_a_new_award_takes_the_place_of_one_that_is_left_over(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    finn = session.scalars(select(Participant).where(Participant.name == "Finn")).one()
    held = make_certificate(
        session, version, participant_id=finn.id, printed={"name": "Finn", "award": "Fastest solver"}
    )

    (line,) = (one for one in make(session, version).lines if one.document.name == "Finn")

    assert (line.deed, line.held, line.why[0]) == (Deed.SUPERSEDE, held, "award")


@pytest.mark.parametrize(
    ("reason", "included", "deed"),
    [
        ("Wrong person", False, ("leave_out", ("revoked",))),
        ("Wrong person", True, ("new", ())),
        (f"{BY_VERSION}1", False, ("new", ())),
    ],
)
def test_who_holds_only_what_a_person_revoked_gets_none_unless_named(
    session: Session,
    cast: Cast,
    version: ResultsVersion,
    reason: str,
    included: bool,
    deed: tuple[str, tuple[str, ...]],
) -> None:
    eva = session.scalars(select(Participant).where(Participant.name == "Eva")).one()
    make_certificate(
        session, version, participant_id=eva.id, state="revoked", reason=reason, printed={"award": "I degree"}
    )

    assert told(make(session, version, include=(eva.id,) if included else ()))["Eva"] == deed


def test_what_was_issued_again_after_a_revocation_is_not_refused(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    eva = session.scalars(select(Participant).where(Participant.name == "Eva")).one()
    given = {"participant_id": eva.id, "printed": {"award": "I degree"}}
    make_certificate(session, version, state="revoked", reason="Wrong person", **given)
    make_certificate(session, version, state="superseded", **given)

    assert told(make(session, version))["Eva"] == ("new", ())


def test_the_fingerprint_is_of_all_that_would_be_done(session: Session, cast: Cast, version: ResultsVersion) -> None:
    first, again = make(session, version), make(session, version)
    make_certificate(session, version, kind="team", printed={"award": "Gold", "recipient": "team:gone"})

    withdrawing = make(session, version)

    assert (first.fingerprint, len({first.fingerprint, withdrawing.fingerprint})) == (again.fingerprint, 2)


def test_holders_are_participants_or_what_the_certificate_calls_them(session: Session, cast: Cast) -> None:
    version = make_version(session, cast.section)
    make_certificate(session, version, state="revoked", printed={"recipient": "team:T01"})
    team = make_certificate(session, version, printed={"recipient": "team:T01"})
    person = make_certificate(session, version, participant_id=session.scalars(select(Participant.id)).first())

    assert (certificate_plan.holder_of(team), certificate_plan.holder_of(person)) == ("team:T01", person.participant_id)
    assert certificate_plan.held(session, cast.section) == {"team:T01": [team], person.participant_id: [person]}


def test_the_languages_are_those_of_the_newest_whatever_became_of_it(session: Session, cast: Cast) -> None:
    assert certificate_plan.last_languages(session, cast.section, "ru") == ("ru", "en")
    version = make_version(session, cast.section)
    make_certificate(session, version, state="revoked", printed={"texts": [{"lang": "ru"}]})

    assert certificate_plan.last_languages(session, cast.section, "uz") == ("ru",)


def test_what_is_printed_is_everything_but_the_number() -> None:
    row = Certificate(fields='{"name": "Eva", "number": "SAM-1"}')

    assert certificate_plan.printed(row) == {"name": "Eva"}
