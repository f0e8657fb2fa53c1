"""E-mails to members, judges and organizers: queued, sent beside the server, each one once, and every failure on the page."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad import mailing
from olympiad.clock import utc_now
from olympiad.domain.certificate_designs import DesignKind
from olympiad.domain.errors import DomainError
from olympiad.domain.mails import Fault, MailState
from olympiad.mailing import Letter, NotSentError
from olympiad.models.audit import AuditEntry
from olympiad.models.certificate import Certificate
from olympiad.models.mail import Mail
from olympiad.models.participant import Participant
from olympiad.services.keeping import retention
from olympiad.services.record import audit_verification
from olympiad.services.results import certificate_designs, certificates, results
from olympiad.services.sections import removals
from olympiad.serving.post import send_due
from olympiad.tls.certificates import Places, issue
from olympiad.wording.ready_designs import ready
from tests.applications import Visitor
from tests.factories import Cast
from tests.mail_servers import MailServer, mail_server
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

SENDER = "olympiad@example.uz"


@pytest.fixture
def server(app: Flask) -> Iterator[MailServer]:
    with mail_server() as found:
        set_up(app, found)
        yield found


def set_up(app: Flask, server: MailServer, **given: object) -> None:
    app.config.update(
        SMTP_HOST="127.0.0.1", SMTP_PORT=server.port, SMTP_SECURITY="none", SMTP_SENDER=SENDER, SMTP_SECONDS=1,
        SMTP_USER="", SMTP_PASSWORD="", SMTP_AUTHORITY="",
    )  # fmt: skip
    app.config.update(given)


@pytest.fixture(autouse=True)
def _settings_as_before(app: Flask) -> Iterator[None]:
    before = {name: app.config[name] for name in app.config if name.startswith("SMTP_")}
    yield
    app.config.update(before)


@pytest.fixture
def issued(session: Session, cast: Cast) -> list[Certificate]:
    """Certificates of eva, finn and gul, of whom finn gave no address; the results are published."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    version = finalise(session, cast, official=True)
    results.publish(session, version, by=cast.ana)
    for key, address in (("eva", "eva@example.org"), ("gul", "gul@example.org")):
        person(session, key).email = address
    found = certificates.issue(session, version, by=cast.ana)
    session.commit()
    return found


def person(session: Session, key: str) -> Participant:
    return session.scalars(select(Participant).where(Participant.key == key)).one()


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/mails/"


def queue(client: Visitor, cast: Cast, what: str = "certificates") -> None:
    assert client.sign_in(cast.ana).post(f"{base(cast)}{what}").status_code == 303


def states(session: Session) -> dict[str, str]:
    session.expire_all()
    return {mail.recipient.name.lower(): str(mail.state) for mail in session.scalars(select(Mail))}


def one(session: Session, key: str) -> Mail:
    session.expire_all()
    return session.scalars(select(Mail).join(Participant).where(Participant.key == key)).one()


def test_members_with_an_address_get_one_mail_with_a_link_and_no_file(
    app: Flask, client: Visitor, session: Session, cast: Cast, issued: list[Certificate], server: MailServer
) -> None:
    cast.gul.language = "uz"
    queue(client, cast)
    again = client.post(f"{base(cast)}certificates")

    sent = send_due(app), send_due(app)

    assert (again.status_code, sent) == (409, (2, 0))
    assert states(session) == {"eva": "sent", "gul": "sent"}
    letters = dict(server.taken)
    assert set(letters) == {"eva@example.org", "gul@example.org"}
    gul = letters["gul@example.org"]
    own = next(row for row in issued if row.participant_id == person(session, "gul").id)
    text = gul.get_content()
    assert f"http://localhost/certificates/{own.id}.pdf" in text
    assert (gul.get_content_type(), text.count("http://")) == ("text/plain", 1)
    assert letters["eva@example.org"].get_content().count("http://") == 3  # she has chosen no language
    assert gul["Message-ID"] == one(session, "gul").message_id


@pytest.fixture
def thanked(session: Session, cast: Cast) -> list[Certificate]:
    """Diplomas and thanks of every kind, whose readers gave an address."""
    cast.t01.mentor, cast.cem_judge.email, cast.ana.email = "Prof. Karim", "cem@example.org", "ana@example.org"
    for kind in (DesignKind.TEAM, DesignKind.MENTOR, DesignKind.JUDGE, DesignKind.ORGANIZER):
        certificate_designs.save(session, cast.edition, None, kind, ready(kind), base=0, by=cast.ana)
    set_rules(session, cast, [["award.I degree", "total>=15"]])
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    version = finalise(session, cast, official=True)
    results.publish(session, version, by=cast.ana)
    person(session, "eva").email = "eva@example.org"
    found = certificates.issue(session, version, by=cast.ana)
    session.commit()
    return found


def test_judges_organizers_and_leaders_are_told_of_theirs_and_open_them_alone(
    app: Flask, client: Visitor, session: Session, cast: Cast, thanked: list[Certificate], server: MailServer
) -> None:
    cast.ana.language = cast.eva.language = cast.cem.language = "en"
    queue(client, cast)
    page = client.get(base(cast)).text

    send_due(app)

    kinds = {f"http://localhost/certificates/{row.id}.pdf": row.kind for row in thanked}
    told = [(to, letter.get_content()) for to, letter in server.taken]
    opened = {(to, kinds[link]): link for to, text in told for link in kinds if link in text}
    assert sorted(opened) == [
        ("ana@example.org", "organizer"), ("cem@example.org", "judge"), ("eva@example.org", "award"),
        ("eva@example.org", "mentor"), ("eva@example.org", "team"),
    ]  # fmt: skip
    assert [to for to, text in told if "for “Prof. Karim” is there" in text] == ["eva@example.org"]
    assert [to for to, text in told if "after you have signed in" in text] == ["ana@example.org"]
    assert "cem@example.org" in page
    for (to, _), link in opened.items():
        own = {"ana": cast.ana, "cem": cast.cem, "eva": cast.eva}[to.partition("@")[0]]
        path = link.removeprefix("http://localhost")
        assert client.sign_in(own).get(path).data.startswith(b"%PDF")
        assert client.sign_in(cast.finn).get(path).status_code == 404
    assert [report.findings for report in audit_verification.verify(session) if report.findings] == []


def test_what_is_stored_about_me_lists_my_mails_and_my_thanks(
    app: Flask, client: Visitor, session: Session, cast: Cast, thanked: list[Certificate], server: MailServer
) -> None:
    queue(client, cast)
    send_due(app)

    known = client.sign_in(cast.cem).get("/account/data/export.json").get_json()
    page = client.get("/account/data/").text

    assert [(one["address"], one["state"]) for one in known["mails"]] == [("cem@example.org", "sent")]
    assert [one["printed"]["name"] for one in known["certificates"]] == ["cem"]
    assert known["mails"][0]["certificate"] == known["certificates"][0]["number"]
    assert "E-mails to you" in page
    assert client.sign_in(cast.dana).get("/account/data/export.json").get_json()["mails"] == []


def test_who_was_told_is_on_record_and_in_nobodys_words(
    app: Flask, client: Visitor, session: Session, cast: Cast, issued: list[Certificate], server: MailServer
) -> None:
    server.answers["gul@example.org"] = "550 no such mailbox"
    queue(client, cast)

    send_due(app)

    lines = session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("mails.")).order_by(AuditEntry.id))
    told = [(line.action, line.content) for line in lines]
    assert [action for action, _ in told] == ["mails.queue", "mails.finish"]
    assert [content for _, content in told if "example.org" in content] == []
    assert [report.findings for report in audit_verification.verify(session) if report.findings] == []


def test_a_refused_recipient_keeps_nobody_waiting_and_is_sent_again_once_corrected(
    app: Flask, client: Visitor, session: Session, cast: Cast, issued: list[Certificate], server: MailServer
) -> None:
    server.answers["eva@example.org"] = "550 5.1.1 no such mailbox"
    queue(client, cast)
    send_due(app)
    page = client.sign_in(cast.ana).get(base(cast)).text
    before = states(session)
    person(session, "eva").email = "eva@example.com"

    client.post(f"{base(cast)}{one(session, 'eva').id}/again")
    send_due(app)

    assert before == {"eva": "failed", "gul": "sent"}
    assert "The mail server refuses it. Check the address." in page
    assert "550 5.1.1 no such mailbox" in page
    assert states(session) == {"eva": "sent", "gul": "sent"}
    assert [to for to, _ in server.taken] == ["gul@example.org", "eva@example.com"]


def test_what_the_server_puts_off_waits_longer_each_time(
    app: Flask, client: Visitor, session: Session, cast: Cast, issued: list[Certificate], server: MailServer
) -> None:
    server.answers["gul@example.org"] = "450 later please"
    queue(client, cast)
    pauses = []

    for _ in range(3):
        now = utc_now()
        send_due(app)
        waiting = one(session, "gul")
        pauses.append(round((waiting.due_at - now) / timedelta(minutes=1)))
        waiting.due_at = now
        session.commit()
    server.answers.clear()
    send_due(app)

    assert pauses == [1, 5, 15]
    assert states(session) == {"eva": "sent", "gul": "sent"}


def test_a_server_that_is_down_costs_each_mail_one_attempt_and_pages_do_not_wait(
    app: Flask, client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    with mail_server() as gone:
        set_up(app, gone)
    queue(client, cast)

    sent = send_due(app), send_due(app)

    waiting = [one(session, key) for key in ("eva", "gul")]
    assert sent == (0, 0)
    assert [(mail.state, mail.attempts, mail.fault) for mail in waiting] == [
        (MailState.WAITING, 1, Fault.CONNECTION)
    ] * 2
    assert "The mail server cannot be reached." in client.get(base(cast)).text


@pytest.mark.parametrize("at", ["greeting", "rcpt"])
def test_a_hanging_server_is_left_and_nothing_is_taken_for_sent(
    app: Flask, client: Visitor, session: Session, cast: Cast, issued: list[Certificate], server: MailServer, at: str
) -> None:
    server.hangs_at = at
    queue(client, cast)

    send_due(app)

    assert states(session) == {"eva": "waiting", "gul": "waiting"}
    assert server.taken == []


def test_a_connection_that_breaks_before_the_receipt_is_unclear_and_not_repeated_by_itself(
    app: Flask, client: Visitor, session: Session, cast: Cast, issued: list[Certificate], server: MailServer
) -> None:
    server.breaks_at = "receipt"
    person(session, "eva").email = ""
    queue(client, cast)
    send_due(app)
    server.breaks_at = ""
    send_due(app)

    page = client.get(base(cast)).text
    before = states(session)
    client.post(f"{base(cast)}{one(session, 'gul').id}/again")
    send_due(app)

    assert before == {"gul": "unclear"}
    assert "it may have arrived" in page
    assert [letter["Message-ID"] for _, letter in server.taken] == [one(session, "gul").message_id] * 2


def test_a_process_that_is_killed_in_the_middle_leaves_one_unclear_mail_and_the_rest_goes_on(
    app: Flask, client: Visitor, session: Session, cast: Cast, issued: list[Certificate], server: MailServer
) -> None:
    server.hangs_at = "receipt"
    queue(client, cast)
    session.commit()
    code = "from olympiad import create_app\nfrom olympiad.serving.post import send_due\nsend_due(create_app())"
    names = ("DATABASE_URL", "SMTP_HOST", "SMTP_PORT", "SMTP_SECURITY", "SMTP_SENDER", "SECRET_KEY")
    environ = os.environ | {f"OLYMPIAD_{name}": str(app.config[name]) for name in names}
    environ |= {"OLYMPIAD_INSTANCE": app.instance_path, "OLYMPIAD_SMTP_SECONDS": "60"}

    with subprocess.Popen([sys.executable, "-c", code], env=environ) as process:
        arrived = server.has_text.wait(120)
        process.kill()
    server.hangs_at = ""
    left = states(session)
    for mail in session.scalars(select(Mail).where(Mail.state == MailState.SENDING)):
        mail.claimed_at = utc_now() - timedelta(minutes=11)
    session.commit()
    send_due(app)

    assert arrived
    assert sorted(left.values()) == ["sending", "waiting"]
    assert sorted(states(session).values()) == ["sent", "unclear"]
    assert len(server.taken) == 2


def test_without_a_mail_server_the_page_says_so_and_nothing_is_queued(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    page = client.sign_in(cast.ana).get(base(cast)).text

    refused = client.post(f"{base(cast)}certificates"), client.post(f"{base(cast)}names")

    assert "No mail server is set up on this installation." in page
    assert f'action="{base(cast)}certificates"' not in page
    assert [answer.status_code for answer in refused] == [409, 409]
    assert session.scalars(select(Mail)).all() == []


def test_before_results_are_published_nobody_is_told(
    client: Visitor, session: Session, cast: Cast, server: MailServer
) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    person(session, "gul").email = "gul@example.org"
    certificates.issue(session, finalise(session, cast, official=True), by=cast.ana)

    answer = client.sign_in(cast.ana).post(f"{base(cast)}certificates")

    assert (answer.status_code, "Publish the results first" in answer.text) == (409, True)


def test_a_reminder_goes_to_who_has_not_answered_once_a_day(
    app: Flask, client: Visitor, session: Session, cast: Cast, server: MailServer
) -> None:
    person(session, "gul").email = "gul@example.org"
    queue(client, cast, "names")
    send_due(app)

    again = client.post(f"{base(cast)}names")

    place = f"http://localhost/editions/{cast.edition.slug}/{cast.section.slug}/name-confirmations/mine"
    assert again.status_code == 409
    assert [(to, place in letter.get_content()) for to, letter in server.taken] == [("gul@example.org", True)]


def test_what_is_no_longer_true_is_not_sent(
    app: Flask, client: Visitor, session: Session, cast: Cast, issued: list[Certificate], server: MailServer
) -> None:
    queue(client, cast)
    own = next(row for row in issued if row.participant_id == person(session, "gul").id)
    certificates.revoke(session, own, reason="Wrong person", by=cast.ana)
    session.commit()

    send_due(app)

    assert states(session) == {"eva": "sent", "gul": "given_up"}
    assert [to for to, _ in server.taken] == ["eva@example.org"]


def test_giving_up_ends_it_and_a_sent_one_stays_sent(
    app: Flask, client: Visitor, session: Session, cast: Cast, issued: list[Certificate], server: MailServer
) -> None:
    queue(client, cast)
    client.post(f"{base(cast)}{one(session, 'gul').id}/give-up")
    send_due(app)

    refused = client.post(f"{base(cast)}{one(session, 'eva').id}/again")

    assert refused.status_code == 409
    assert states(session) == {"eva": "sent", "gul": "given_up"}


def test_starttls_and_password_are_used_where_they_are_set(
    app: Flask, client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    folder = Path(app.instance_path)
    made = issue(Places(("localhost",), (ip_address("127.0.0.1"),)), utc_now())
    (folder / "server.pem").write_bytes(made.server)
    (folder / "server.key").write_bytes(made.server_key)
    (folder / "house.pem").write_bytes(made.authority)
    queue_anyway = {"SMTP_SECURITY": "starttls", "SMTP_USER": "olympiad", "SMTP_PASSWORD": "a secret"}
    with mail_server(folder) as server:
        set_up(app, server, **queue_anyway)
        queue(client, cast)
        send_due(app)
        untrusted = one(session, "gul").fault, list(server.users)
        for mail in session.scalars(select(Mail)):
            mail.due_at = utc_now()
        session.commit()
        app.config["SMTP_AUTHORITY"] = "house.pem"
        send_due(app)

        assert untrusted == (Fault.CONNECTION, [])
        assert (len(server.users), len(server.taken)) == (1, 2)


def test_names_cannot_add_headers_and_odd_addresses_are_refused() -> None:
    settings = {
        "SMTP_HOST": "mail.example.uz", "SMTP_PORT": 25, "SMTP_SECURITY": "none", "SMTP_SENDER": SENDER,
        "SMTP_USER": "", "SMTP_PASSWORD": "", "SMTP_SECONDS": 5, "SMTP_AUTHORITY": "",
    }  # fmt: skip
    server = mailing.server_of(settings, Path())
    assert server is not None
    name = 'Gul\r\nBcc: all@example.org\n\n<b>"; \u202eabc'
    letter = Letter("gul@example.org", name, name, name, "a\n.\nb\n", "<1@olympiad.invalid>")

    head = mailing.message(letter, server).partition(b"\r\n\r\n")[0]

    assert re.findall(rb"(?m)^([\w-]+):", head) == [
        b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Auto-Submitted", b"Content-Type",
        b"Content-Transfer-Encoding", b"MIME-Version",
    ]  # fmt: skip
    for address in ("", "gul", "gul@x", "a b@x.uz", "a@x.uz\r\nRCPT TO:<b@x.uz>", "a@b@x.uz", "<a@x.uz>", "gül@x.uz"):
        with pytest.raises(NotSentError):
            mailing.usable(address)


@pytest.mark.parametrize(
    ("name", "value"),
    [("SMTP_SECURITY", "ssl"), ("SMTP_SENDER", "nobody"), ("SMTP_PASSWORD", "x"), ("SMTP_AUTHORITY", "absent.pem")],
)
def test_a_wrong_setting_is_named(
    app: Flask, client: Visitor, cast: Cast, server: MailServer, name: str, value: str
) -> None:
    app.config[name] = value

    page = client.sign_in(cast.ana).get(base(cast))

    with pytest.raises(DomainError):
        mailing.server_of(app.config, Path(app.instance_path))
    assert f"the setting OLYMPIAD_{name} is wrong" in page.text


def test_the_queue_goes_with_its_member_and_with_the_purge(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate], server: MailServer
) -> None:
    queue(client, cast)
    cast.edition.keep_personal_until = utc_now().date() - timedelta(days=2)

    retention.purge(session, cast.edition, today=utc_now().date(), by=cast.ana)

    assert session.scalars(select(Mail)).all() == []


def test_a_reminded_member_can_be_removed(client: Visitor, session: Session, cast: Cast, server: MailServer) -> None:
    person(session, "gul").email = "gul@example.org"
    queue(client, cast, "names")

    removals.remove_participant(session, cast.section, person(session, "gul"), by=cast.ana, reason="left")

    assert session.scalars(select(Mail)).all() == []


def test_a_link_to_a_superseded_certificate_leads_to_the_new_one(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    gul = person(session, "gul")
    old = next(row for row in issued if row.participant_id == gul.id)
    gul.name = "Gulnora"
    session.flush()
    new = certificates.reissue(session, old, by=cast.ana)

    answer = client.sign_in(cast.gul).get(f"/certificates/{old.id}.pdf")

    assert answer.headers["Location"].endswith(f"/certificates/{new.id}.pdf")
