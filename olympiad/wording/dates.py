"""Days and times as educated readers write them in Uzbek, Russian and English, in a given time zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta, get_timezone_location

BABEL_LOCALE = {"en": "en_GB", "uz": "uz", "ru": "ru"}

_PATTERNS = {
    "en": {"long": "d MMMM y", "weekday": "EEEE, d MMMM y", "short": "d MMMM"},
    "ru": {"long": "d MMMM y 'г'.", "weekday": "EEEE, d MMMM y 'г'.", "short": "d MMMM"},
    # CLDR writes «10-dekabr, 2026»; documents in Uzbekistan write the year first
    "uz": {"long": "y-'yil' d-MMMM", "weekday": "y-'yil' d-MMMM, EEEE", "short": "d-MMMM"},
}


def date_text(day: date, language: str, style: str = "long", zone: str = "UTC") -> str:
    """Write a day: `long`, `weekday` (with its name) or `short` (without the year).

    >>> date_text(date(2026, 12, 10), "uz"), date_text(date(2026, 12, 10), "en", "weekday")
    ('2026-yil 10-dekabr', 'Thursday, 10 December 2026')
    """
    if isinstance(day, datetime):
        day = local(day, zone).date()
    text = format_date(day, _PATTERNS[language][style], locale=BABEL_LOCALE[language])
    return text[:1].upper() + text[1:]


def time_text(moment: datetime, zone: str = "UTC", *, seconds: bool = False) -> str:
    """Write the time of day with 24 hours, the same in all three languages."""
    return local(moment, zone).strftime("%H:%M:%S" if seconds else "%H:%M")


def moment_text(moment: datetime, language: str, zone: str = "UTC", style: str = "long") -> str:
    """Write day and time: `10 December 2026, 15:12`."""
    return f"{date_text(moment, language, style, zone)}, {time_text(moment, zone)}"


def ago_text(moment: datetime, now: datetime, language: str) -> str:
    """Write how long ago (or how soon) a moment is: `14 minutes ago`, `14 daqiqa oldin`."""
    passed = moment - now or timedelta(seconds=-1)
    return format_timedelta(
        passed, granularity="minute", threshold=1, add_direction=True, locale=BABEL_LOCALE[language]
    )


def local(moment: datetime, zone: str) -> datetime:
    """Move an aware moment to the wall clock of a zone; a naive one is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("UTC"))
    return aware.astimezone(ZoneInfo(zone))


def zone_text(zone: str, moment: datetime, language: str) -> tuple[str, str]:
    """Name the city of a time zone and its distance from UTC at a moment: `Samarkand`, `+5`."""
    city = get_timezone_location(ZoneInfo(zone), locale=BABEL_LOCALE[language], return_city=True)
    minutes = int((local(moment, zone).utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return city, f"{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
