"""Certificates: who gets which, numbers, superseding, revoking, letters that cannot be printed."""

import json
import threading
from datetime import timedelta

import pypdfium2
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from olympiad.documents.certificates import certificates_pdf, may_be_too_long, too_long
from olympiad.domain.errors import DomainError
from olympiad.models.certificate import Certificate
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.services.results import certificate_plan, certificates
from olympiad.services.results.certificate_plan import Deed, Plan
from tests.factories import NOON, Cast
from tests.results_world import finalise, mark_everything, set_mark, set_rules

pytestmark = pytest.mark.both_databases


@pytest.fixture
def version(session: Session, cast: Cast) -> ResultsVersion:
    """T01 (eva, gul) has the I degree, T02 (finn) nothing."""
    set_rules(session, cast, [["award.I degree", "total>=15"]])
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.edition.certificate_prefix = "SAM-2026"
    return finalise(session, cast, official=True)


def person(session: Session, key: str) -> Participant:
    return session.scalars(select(Participant).where(Participant.key == key)).one()


def told(rows: list[Certificate]) -> list[tuple[str, str, str, str]]:
    return [(row.number, json.loads(row.fields)["name"], row.kind, row.state) for row in rows]


def correct_t02(session: Session, cast: Cast) -> ResultsVersion:
    """An appeal lifts T02 to the I degree."""
    for task in ("P", "G"):
        for judge in ("cem", "dana"):
            set_mark(session, cast.sheets["T02", task, judge], 9000)
    return finalise(session, cast, official=True, reason="Appeal of T02")


def test_issue_gives_each_member_a_numbered_certificate(session: Session, cast: Cast, version: ResultsVersion) -> None:
    issued = certificates.issue(session, version, by=cast.ana)

    assert told(issued) == [
        ("SAM-2026-BIO-0001", "Eva", "award", "valid"),
        ("SAM-2026-BIO-0002", "Gul", "award", "valid"),
        ("SAM-2026-BIO-0003", "Finn", "participation", "valid"),
    ]
    assert len({row.token for row in issued}) == 3
    assert min(len(row.token) for row in issued) >= 22


def test_numbers_of_a_section_without_letters_are_short(session: Session, cast: Cast, version: ResultsVersion) -> None:
    cast.section.code, cast.section.slug = "", "biokhimiya-laboratornaya-chast"

    issued = certificates.issue(session, version, by=cast.ana)

    assert issued[0].number == "SAM-2026-BIO-0001"


def test_a_team_that_came_to_no_task_gets_no_certificate(session: Session, cast: Cast) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    for (team, _task, _judge), sheet in cast.sheets.items():
        if team == "T02":
            set_mark(session, sheet, state="absent")
    version = finalise(session, cast, official=True)

    issued = certificates.issue(session, version, by=cast.ana)

    assert [name for _, name, _, _ in told(issued)] == ["Eva", "Gul"]


def test_a_team_that_came_to_one_task_took_part(session: Session, cast: Cast) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    for judge in ("cem", "dana"):
        set_mark(session, cast.sheets["T02", "P", judge], state="absent")
    version = finalise(session, cast, official=True)

    issued = certificates.issue(session, version, by=cast.ana)

    assert [name for _, name, _, _ in told(issued)] == ["Eva", "Gul", "Finn"]


def test_issue_freezes_every_printed_field(session: Session, cast: Cast, version: ResultsVersion) -> None:
    first = certificates.issue(session, version, by=cast.ana)[0]
    person(session, "eva").name = "Another"
    session.flush()

    fields = json.loads(first.fields)

    assert (fields["name"], fields["place"], fields["total"]) == ("Eva", "1", "17.50")
    assert [(text["lang"], text["document"]) for text in fields["texts"]][1] == ("en", "Diploma of the I degree")


def test_issue_says_that_the_person_is_awarded(session: Session, cast: Cast, version: ResultsVersion) -> None:
    issued = certificates.issue(session, version, languages=("uz", "ru", "en"), by=cast.ana)

    texts = [[text["awarded"] for text in json.loads(one.fields)["texts"]] for one in issued]
    assert texts[0] == ["ushbu diplom bilan taqdirlanadi", "награждается настоящим дипломом", "is awarded this diploma"]
    assert texts[2] == [
        "ushbu sertifikat bilan taqdirlanadi",
        "награждается сертификатом участника",
        "is awarded this certificate of participation",
    ]
    printed = pypdfium2.PdfDocument(certificates_pdf(issued[:1], "https://a.uz/c"))[0].get_textpage().get_text_range()
    assert "is awarded this diploma" in printed


def test_the_city_is_printed_in_each_language(session: Session, cast: Cast, version: ResultsVersion) -> None:
    cast.edition.city = "Samarqand"

    issued = certificates.issue(session, version, languages=("uz", "ru", "en"), by=cast.ana)

    dated = [text["dated"].split(",")[0] for text in json.loads(issued[0].fields)["texts"]]
    assert dated == ["Samarqand", "Самарканд", "Samarkand"]


def test_what_an_earlier_release_printed_is_left_as_it_is(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    cast.edition.city = "Samarqand"
    for row in certificates.issue(session, version, by=cast.ana):
        fields = json.loads(row.fields)
        for text in fields["texts"]:
            del text["awarded"]
            text["dated"] = text["dated"].replace("Samarkand", "Samarqand")
        row.fields = json.dumps(fields)
    session.flush()

    unchanged = plan(session, version).of(Deed.UNCHANGED)

    assert [line.document.name for line in unchanged] == ["Eva", "Gul", "Finn"]


def test_issue_a_second_time_has_nothing_to_do(session: Session, cast: Cast, version: ResultsVersion) -> None:
    certificates.issue(session, version, by=cast.ana)

    with pytest.raises(DomainError) as refused:
        certificates.issue(session, version, by=cast.ana)

    assert refused.value.code == "certificates_none_left"
    assert len(certificates.listed(session, cast.section)) == 3


def test_issue_from_a_new_version_supersedes_what_prints_differently(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    finn = certificates.issue(session, version, by=cast.ana)[2]

    issued = certificates.issue(session, correct_t02(session, cast), by=cast.ana)

    assert [json.loads(row.fields)["name"] for row in issued] == ["Finn", "Eva", "Gul"]
    assert (finn.state, finn.superseded_by_id) == ("superseded", issued[0].id)
    assert issued[0].kind == "award"


def test_a_name_that_cannot_be_printed_is_the_trouble_of_that_person_alone(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    person(session, "gul").name_local = "古力"
    session.flush()

    left = plan(session, version).of(Deed.LEAVE_OUT)
    issued = certificates.issue(session, version, by=cast.ana)

    assert [(line.document.name, line.why, line.letters) for line in left] == [("Gul", ("letters",), "力古")]
    assert [json.loads(row.fields)["name"] for row in issued] == ["Eva", "Finn"]


def test_an_institution_too_long_for_the_paper_is_refused_by_name_before_issuing(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    assert cast.t02.institution is not None
    cast.t02.institution.name_en = cast.t02.institution.name_uz = "Instituteofeverythingthatisknown" * 6
    session.flush()

    left = plan(session, version).of(Deed.LEAVE_OUT)
    issued = certificates.issue(session, version, by=cast.ana)

    assert [(line.document.name, line.why) for line in left] == [("Finn", ("too_long",))]
    assert [json.loads(row.fields)["name"] for row in issued] == ["Eva", "Gul"]


def test_texts_that_are_not_laid_out_before_always_fit(session: Session, cast: Cast, version: ResultsVersion) -> None:
    cast.edition.organisation, cast.edition.name = "O" * 20 + " o" * 40, "Edition " * 11
    line = ("Word " * 22).strip()
    documents_of = certificate_plan.documents_of
    fields = documents_of(session, version, ("uz", "ru", "en"), NOON)[0].fields
    for text in fields["texts"]:
        text["member"] = text["institution"] = text["standing"] = text["mentor"] = line
    fields["name"] = ("Nomi " * 9).strip()

    assert not may_be_too_long(fields)
    assert too_long([(fields, None)]) == set()


def plan(session: Session, version: ResultsVersion, *languages: str, include: tuple[int, ...] = ()) -> Plan:
    return certificates.plan(session, version, languages=languages or certificate_plan.LANGUAGES, include=include)


def test_three_languages_are_three_languages(session: Session, cast: Cast, version: ResultsVersion) -> None:
    issued = certificates.issue(session, version, languages=("uz", "ru", "en"), by=cast.ana)

    assert [text["lang"] for text in json.loads(issued[0].fields)["texts"]] == ["uz", "ru", "en"]
    printed = pypdfium2.PdfDocument(certificates_pdf(issued[:1], "https://a.uz/c"))[0].get_textpage().get_text_range()
    assert [words for words in ("Diploma of the I degree", "Диплом I степени") if words not in printed] == []


def test_without_a_language_nothing_is_issued(session: Session, cast: Cast, version: ResultsVersion) -> None:
    with pytest.raises(DomainError, match="certificate_languages"):
        certificates.issue(session, version, languages=(), by=cast.ana)


def test_the_next_ones_are_offered_in_the_languages_of_the_last(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    before = certificate_plan.last_languages(session, cast.section)
    certificates.issue(session, version, languages=("uz", "ru"), by=cast.ana)

    assert (before, certificate_plan.last_languages(session, cast.section)) == (("uz", "en"), ("uz", "ru"))


@pytest.mark.parametrize(("reader", "offered"), [("uz", ("uz", "en")), ("ru", ("ru", "en")), ("en", ("uz", "en"))])
def test_the_first_ones_are_offered_in_the_readers_language(
    session: Session, cast: Cast, reader: str, offered: tuple[str, ...]
) -> None:
    assert certificate_plan.last_languages(session, cast.section, reader) == offered


def test_whoever_signs_has_a_title_in_each_language_of_the_certificate(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    cast.section.chair, cast.section.chair_title = "Bahodir Nazarov", "Bosh hakam"
    cast.section.chair_title_ru, cast.section.chair_title_en = "Главный судья", "Chief judge"

    titles = {
        languages: plan(session, version, *languages).lines[0].document.fields["signatories"][0]["title"]
        for languages in (("uz", "ru"), ("ru", "en"), ("uz",))
    }

    assert titles == {
        ("uz", "ru"): "Bosh hakam · Главный судья",
        ("ru", "en"): "Главный судья · Chief judge",
        ("uz",): "Bosh hakam",
    }


def test_a_correction_of_one_mark_issues_only_what_changed(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    certificates.issue(session, version, languages=("uz", "ru"), by=cast.ana)
    set_mark(session, cast.sheets["T01", "P", "cem"], 9_000)
    newer = finalise(session, cast, official=True, reason="A sum was wrong")

    found = plan(session, newer, *certificate_plan.last_languages(session, cast.section))
    issued = certificates.issue(session, newer, languages=("uz", "ru"), seen=found.fingerprint, by=cast.ana)

    assert [line.document.name for line in found.of(Deed.UNCHANGED)] == ["Finn"]
    assert [json.loads(row.fields)["name"] for row in issued] == ["Eva", "Gul"]


def test_another_day_alone_is_no_other_certificate(session: Session, cast: Cast, version: ResultsVersion) -> None:
    certificates.issue(session, version, by=cast.ana)

    later = certificate_plan.make(
        session, version, languages=certificate_plan.LANGUAGES, now=NOON + timedelta(days=900)
    )

    assert {line.deed for line in later.lines} == {Deed.UNCHANGED}


def test_why_a_certificate_is_superseded_is_told(session: Session, cast: Cast, version: ResultsVersion) -> None:
    certificates.issue(session, version, by=cast.ana)
    person(session, "eva").name = "Eva Karimova"
    session.flush()

    told_names = {line.document.name: line.why for line in plan(session, version).of(Deed.SUPERSEDE)}
    told_languages = plan(session, version, "uz", "ru").of(Deed.SUPERSEDE)

    assert told_names == {"Eva Karimova": ("name",)}
    assert [line.why for line in told_languages] == [("name", "languages"), ("languages",), ("languages",)]


def test_whose_certificate_was_revoked_gets_no_new_one_unless_named(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    eva = certificates.issue(session, version, by=cast.ana)[0]
    certificates.revoke(session, eva, reason="Wrong person", by=cast.ana)

    silent = plan(session, version)
    named = plan(session, version, include=(eva.participant_id or 0,))

    assert [(line.document.name, line.why) for line in silent.of(Deed.LEAVE_OUT)] == [("Eva", ("revoked",))]
    assert (len(silent.to_issue), [line.document.name for line in named.to_issue]) == (0, ["Eva"])


def test_what_is_issued_is_what_was_seen(session: Session, cast: Cast, version: ResultsVersion) -> None:
    seen = plan(session, version).fingerprint
    person(session, "eva").name = "Eva Karimova"
    session.flush()

    with pytest.raises(DomainError, match="certificates_plan_changed"):
        certificates.issue(session, version, seen=seen, by=cast.ana)

    assert certificates.listed(session, cast.section) == []


def test_issue_prints_kazakh_tajik_and_uzbek_letters(session: Session, cast: Cast, version: ResultsVersion) -> None:
    person(session, "gul").name_local = "Әйгерім Нұрланқызы ғөүһ ӣӯҷҳ Oʻgʻil ʼ"
    session.flush()

    assert len(certificates.issue(session, version, by=cast.ana)) == 3


def test_revoke_wants_a_reason_and_holds_once(session: Session, cast: Cast, version: ResultsVersion) -> None:
    row = certificates.issue(session, version, by=cast.ana)[0]

    with pytest.raises(DomainError):
        certificates.revoke(session, row, reason=" ", by=cast.ana)
    assert row.state == "valid"
    certificates.revoke(session, row, reason="Issued to the wrong person", by=cast.ana)

    assert (row.state, row.reason) == ("revoked", "Issued to the wrong person")
    with pytest.raises(DomainError) as refused:
        certificates.revoke(session, row, reason="Again", by=cast.ana)
    assert refused.value.code == "certificate_not_valid"


def test_reissue_prints_the_corrected_name_under_a_new_number(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    row = certificates.issue(session, version, by=cast.ana)[0]
    person(session, "eva").name = "Eva Oʻktamova"
    session.flush()

    new = certificates.reissue(session, row, by=cast.ana)

    assert (new.number, json.loads(new.fields)["name"], new.state) == ("SAM-2026-BIO-0004", "Eva Oʻktamova", "valid")
    assert (row.state, row.superseded_by_id) == ("superseded", new.id)


def test_reissue_without_a_change_is_refused(session: Session, cast: Cast, version: ResultsVersion) -> None:
    row = certificates.issue(session, version, by=cast.ana)[0]

    with pytest.raises(DomainError):
        certificates.reissue(session, row, by=cast.ana)

    assert row.state == "valid"


def test_issue_numbers_are_unique_when_two_sections_issue_at_once(
    engine: Engine, session: Session, cast: Cast, version: ResultsVersion
) -> None:
    version_id, section_id = version.id, cast.section.id
    session.commit()
    faults: list[Exception] = []

    def issue_by_another() -> None:
        with Session(engine) as own:
            try:
                certificates.issue(own, own.get_one(ResultsVersion, version_id), by=None)
                own.commit()
            except DomainError:
                own.rollback()
            except Exception as fault:
                faults.append(fault)

    threads = [threading.Thread(target=issue_by_another) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    section = session.get_one(Section, section_id)
    numbers = [row.number for row in certificates.listed(session, section)]
    assert faults == []
    assert numbers == [f"SAM-2026-BIO-000{at}" for at in (1, 2, 3)]
