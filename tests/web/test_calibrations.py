"""The pages of practice: blind until one's own sheet is submitted."""

import pytest
from sqlalchemy.orm import Session

from olympiad.models.calibration import Calibration
from olympiad.services.marking import calibrations
from tests.applications import Visitor
from tests.factories import Cast


@pytest.fixture
def url(session: Session, cast: Cast) -> str:
    made = calibrations.begin(session, cast.section, cast.pipetting, "Film 1", "on the screen", by=cast.ben)
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/calibrations/{made.id}"


def submit(client: Visitor, cast: Cast, url: str, mark: str) -> str:
    criterion = cast.pipetting.criteria[0].id
    data = {f"base-{criterion}": "", f"mark-{criterion}": mark, "then": "submit"}
    return client.post(f"{url}/sheet", data=data, follow_redirects=True).text


def test_a_judge_sees_the_panel_after_submitting_only(client: Visitor, cast: Cast, url: str) -> None:
    client.sign_in(cast.dana)
    submit(client, cast, url, "9.5")

    before = client.sign_in(cast.cem).get(f"{url}/sheet").text
    after = submit(client, cast, url, "7.5")

    assert "You and the panel" not in before
    assert all(words in after for words in ("You and the panel", "8.50", "−1.00"))


def test_a_wrong_mark_is_shown_again_with_the_reason(client: Visitor, cast: Cast, url: str) -> None:
    page = submit(client.sign_in(cast.cem), cast, url, "70")

    assert "above the maximum" in page


def test_the_chief_judge_begins_one_and_sees_all_names(client: Visitor, cast: Cast, url: str) -> None:
    submit(client.sign_in(cast.cem), cast, url, "7.5")
    index = url.rsplit("/", 1)[0] + "/"

    made = client.sign_in(cast.ben).post(
        index, data={"task": cast.glucose.id, "title": "Bench 4"}, follow_redirects=True
    )
    page = client.get(url)

    assert "Bench 4" in made.text
    assert "cem" in page.text
    assert "Film 1" in client.sign_in(cast.cem).get(url.rsplit("/", 2)[0] + "/score-sheets/").text


def test_ended_examples_leave_the_judges_pages(client: Visitor, cast: Cast, url: str, session: Session) -> None:
    client.sign_in(cast.ben).post(f"{url}/end")

    assert session.query(Calibration).one().closed_at is not None
    assert client.sign_in(cast.cem).get(f"{url}/sheet").status_code == 404


def test_judges_do_not_see_the_list_nor_leaders_the_sheet(client: Visitor, cast: Cast, url: str) -> None:
    assert client.sign_in(cast.cem).get(url).status_code == 403
    assert client.sign_in(cast.eva).get(f"{url}/sheet").status_code == 403
