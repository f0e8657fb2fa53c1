"""Who opens a certificate and is told of it: the holder, the leader for team and mentor, nobody else."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from olympiad.models.certificate import Certificate
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.services.results import certificate_readers
from olympiad.services.results.certificate_readers import Readers
from olympiad.services.results.certificate_recipients import organizer_key
from tests.factories import Cast, give_role, make_certificate, make_participant, make_section, make_user, make_version


@pytest.fixture
def version(session: Session, cast: Cast) -> ResultsVersion:
    return make_version(session, cast.section)


def of(session: Session, version: ResultsVersion, recipient: str) -> Certificate:
    """A certificate of such a recipient, as `judge:cem`."""
    kind = recipient.partition(":")[0]
    return make_certificate(session, version, kind=kind, printed={"recipient": recipient})


def person(session: Session, key: str) -> Participant:
    return session.scalars(select(Participant).where(Participant.key == key)).one()


def test_each_holder_is_told_and_the_leader_for_team_and_mentor(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    gul, eva = person(session, "gul"), person(session, "eva")
    own = make_certificate(session, version, participant_id=gul.id)
    ana = f"organizer:{organizer_key(cast.ana.name)}"

    readers = Readers(session, cast.section)

    assert readers.of(own) is gul
    assert [readers.of(of(session, version, one)) for one in ("team:T01", "mentor:T01", "judge:cem", ana)] == [
        eva, eva, cast.cem_judge, cast.ana,
    ]  # fmt: skip


@pytest.mark.parametrize("recipient", ["team:T09", "judge:gone", f"organizer:{organizer_key('Gone')}", "friend:x", ""])
def test_of_somebody_who_is_gone_nobody_is_told(
    session: Session, cast: Cast, version: ResultsVersion, recipient: str
) -> None:
    made = make_certificate(session, version, printed={"recipient": recipient})

    assert Readers(session, cast.section).of(made) is None


def test_of_several_leaders_one_with_an_address_is_told_the_first_of_them(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    team = of(session, version, "team:T01")
    make_participant(session, cast.t01, role="leader")
    assert Readers(session, cast.section).of(team) is person(session, "eva")

    addressed = make_participant(session, cast.t01, role="leader", email="leader@example.org")
    make_participant(session, cast.t01, role="leader", email="third@example.org")

    assert Readers(session, cast.section).of(team) is addressed


def test_a_members_certificate_opens_to_the_member_and_the_leader(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    own = make_certificate(session, version, participant_id=person(session, "gul").id)

    def opens(name: str, *led: int) -> bool:
        return certificate_readers.may_open(session, own, getattr(cast, name), led)

    assert (opens("gul"), opens("eva", cast.t01.id)) == (True, True)
    assert (opens("eva"), opens("finn", cast.t02.id), opens("cem")) == (False, False, False)


@pytest.mark.parametrize("kind", ["team", "mentor"])
def test_what_is_of_a_team_opens_to_its_leader_alone(
    session: Session, cast: Cast, version: ResultsVersion, kind: str
) -> None:
    made, gone = of(session, version, f"{kind}:T01"), of(session, version, f"{kind}:T09")

    assert certificate_readers.may_open(session, made, cast.eva, {cast.t01.id})
    assert not certificate_readers.may_open(session, made, cast.finn, {cast.t02.id})
    assert not certificate_readers.may_open(session, gone, cast.eva, {cast.t01.id})


def test_thanks_open_to_whom_they_thank(session: Session, cast: Cast, version: ResultsVersion) -> None:
    judge = of(session, version, "judge:cem")
    organizer = of(session, version, f"organizer:{organizer_key(cast.ana.name)}")

    found = {
        name: [certificate_readers.may_open(session, one, getattr(cast, name), ()) for one in (judge, organizer)]
        for name in ("cem", "dana", "ana", "ben")
    }

    assert found == {"cem": [True, False], "dana": [False, False], "ana": [False, True], "ben": [False, False]}


def test_a_namesake_who_organizes_another_section_opens_nothing(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    organizer = of(session, version, f"organizer:{organizer_key(cast.ana.name)}")
    namesake = make_user(session)
    namesake.name = cast.ana.name
    give_role(session, namesake, Role.ORGANIZER, section=make_section(session, edition=cast.edition))

    assert not certificate_readers.may_open(session, organizer, namesake, ())


def test_a_person_holds_what_was_earned_as_member_judge_and_organizer(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    person(session, "gul").user_id = cast.cem.id
    give_role(session, cast.cem, Role.ORGANIZER, edition=cast.edition)
    session.flush()
    as_judge = of(session, version, "judge:cem")
    as_organizer = of(session, version, f"organizer:{organizer_key(cast.cem.name)}")
    as_member = make_certificate(session, version, participant_id=person(session, "gul").id, state="revoked")
    of(session, version, "judge:dana")

    assert certificate_readers.held_by(session, cast.cem) == [as_judge, as_organizer, as_member]
    assert certificate_readers.held_by(session, cast.gul) == []
