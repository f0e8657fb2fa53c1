"""The commands that make an instance: init, reset-link, demo."""

import stat
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.edition import Edition
from olympiad.models.user import RoleMembership, User
from olympiad.production import base_address
from olympiad.services.people.passwords import is_right

ADMINISTRATOR = ["init", "--name", "Adm", "--email", "adm@sammu.uz", "--password", "four blue litmus papers"]


def run(app: Flask, *arguments: str):
    return app.test_cli_runner().invoke(args=list(arguments))


def test_init_makes_the_first_administrator(app: Flask, session: Session) -> None:
    answer = run(app, *ADMINISTRATOR)

    assert answer.exit_code == 0
    user = session.scalars(select(User)).one()
    assert session.scalars(select(RoleMembership.role)).all() == ["administrator"]
    assert is_right("four blue litmus papers", user.password)


def test_init_twice_changes_nothing(app: Flask, session: Session) -> None:
    run(app, *ADMINISTRATOR)

    answer = run(app, *ADMINISTRATOR)

    assert answer.exit_code == 1
    assert len(session.scalars(select(User)).all()) == 1


def test_init_keeps_the_address_that_papers_begin_with(app: Flask, session: Session) -> None:
    answer = run(app, *ADMINISTRATOR, "--address", "https://olympiad.example.uz/")

    assert answer.exit_code == 0
    assert base_address(app.instance_path) == "https://olympiad.example.uz"


def test_init_refuses_a_short_password(app: Flask, session: Session) -> None:
    answer = run(app, *ADMINISTRATOR[:-1], "short")

    assert answer.exit_code == 2
    assert "at least" in answer.output
    assert session.scalars(select(User)).all() == []


def test_init_asks_again_at_once_for_what_it_cannot_take(app: Flask, session: Session) -> None:
    typed = "adm\nadm@sammu.uz\nshort\nfour blue litmus papers\nfour blue litmus papers\n"

    answer = app.test_cli_runner().invoke(args=["init", "--name", "Adm"], input=typed)

    assert answer.exit_code == 0
    assert answer.output.count("to sign in with") == 2
    assert answer.output.count("Password (at least") == 2
    assert "python -m olympiad.serve" in answer.output


def test_demo_is_refused_on_a_production_instance(app: Flask, session: Session) -> None:
    run(app, *ADMINISTRATOR)

    answer = run(app, "demo")

    assert answer.exit_code == 1
    assert session.scalars(select(Edition)).all() == []


@pytest.mark.usefixtures("unmarked_demonstration")
def test_demo_writes_how_to_sign_in_for_its_owner_twice_is_refused_and_reset_puts_it_back(
    app: Flask, session: Session
) -> None:
    answer = run(app, "demo")

    path = Path(app.instance_path) / "demo-sign-in.txt"
    assert answer.exit_code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text("utf-8") in answer.output
    assert run(app, "demo").exit_code == 1
    assert run(app, "demo", "--reset").exit_code == 0
    assert len(session.scalars(select(Edition)).all()) == 1


@pytest.mark.parametrize("identity", ["adm@sammu.uz", "ADM@SAMMU.UZ"])
def test_reset_link_is_for_whoever_is_there(app: Flask, session: Session, identity: str) -> None:
    run(app, *ADMINISTRATOR)

    assert "/account/reset/" in run(app, "reset-link", identity).output
    assert run(app, "reset-link", "nobody@sammu.uz").exit_code == 1
