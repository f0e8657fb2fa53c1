"""Days and times in three languages, in the edition's time zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from olympiad.wording.dates import ago_text, date_text, moment_text, time_text, zone_text

LATE = datetime(2026, 12, 10, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "style", "text"),
    [
        ("en", "long", "10 December 2026"),
        ("en", "weekday", "Thursday, 10 December 2026"),
        ("uz", "long", "2026-yil 10-dekabr"),
        ("uz", "weekday", "2026-yil 10-dekabr, payshanba"),
        ("uz", "short", "10-dekabr"),
        ("ru", "long", "10 декабря 2026 г."),
        ("ru", "weekday", "Четверг, 10 декабря 2026 г."),
    ],
)
def test_date_text_writes_a_day_as_readers_do(language, style, text):
    assert date_text(date(2026, 12, 10), language, style) == text


def test_moment_text_moves_to_the_time_zone_of_the_edition():
    assert moment_text(LATE, "en", "Asia/Samarkand") == "11 December 2026, 01:12"
    assert time_text(LATE, "Asia/Samarkand") == "01:12"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "14 minutes ago"), ("uz", "14 daqiqa oldin"), ("ru", "14 минут назад")]
)
def test_ago_text_counts_back(language, text):
    assert ago_text(LATE - timedelta(minutes=14), LATE, language) == text


@pytest.mark.parametrize(("language", "city"), [("en", "Samarkand"), ("uz", "Samarqand"), ("ru", "Самарканд")])
def test_zone_text_names_the_city_and_its_distance_from_utc(language, city):
    assert zone_text("Asia/Samarkand", LATE, language) == (city, "+5")
    assert zone_text("America/St_Johns", LATE, language)[1] == "−3:30"
