"""Filters and functions of the templates: numbers, dates, names and missing values in the reader's language."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import count
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import get_locale, gettext
from markupsafe import Markup

from olympiad import clock
from olympiad.config import LANGUAGES
from olympiad.domain.notation.languages import in_language
from olympiad.web.frame.preferences import own_path
from olympiad.web.frame.remembering import joined, remembered
from olympiad.wording import awards, city_names, dates, names, numbers

FALLBACK_ZONE = "Asia/Samarkand"


def init_app(app: Flask) -> None:
    """Register filters and functions."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {
        "mark": mark, "number": number, "place": place, "share": numbers.share_of,
        "day": day, "time": time, "moment": moment, "ago": ago, "iso": iso,
        "country_name": country_name, "content": content, "award_name": award_name,
        "localised": localised, "difference": difference, "readings": readings, "in_language": in_language,
    }  # fmt: skip
    app.jinja_env.globals.update(
        content=content,
        city_name=city_name,
        language=language,
        language_choices=language_choices,
        has_endpoint=has_endpoint,
        here=here,
        joined=joined,
        remembered=remembered,
        unique_id=unique_id,
        zone_note=zone_note,
    )


def language() -> str:
    """Return the code of the reader's language."""
    locale = get_locale()
    return (
        str(locale.language) if locale and locale.language in LANGUAGES else str(current_app.config["DEFAULT_LANGUAGE"])
    )


def language_choices() -> list[dict[str, str | bool]]:
    """List the three languages as the switch shows them, each with the address that chooses it."""
    return [
        {"code": code, "short": names.SHORT_NAMES[code], "name": name, "current": code == language(),
         "url": url_for("preferences.language", code=code, next=here())}
        for code, name in names.OWN_NAMES.items()
    ]  # fmt: skip


def here() -> str:
    """Return the address of this page for coming back to it; of an answer to a form, of the page it was sent from."""
    if request.method not in ("GET", "HEAD"):
        return own_path(request.referrer or "") or request.script_root + "/"
    return request.script_root + request.full_path.rstrip("?")


def mark(amount: int | Fraction | Decimal | None, decimals: int | None = None) -> str | Markup:
    """Show a mark (integers and fractions are thousandths, a Decimal is points); None is "not marked yet"."""
    if amount is None:
        return missing(gettext("not marked yet"))
    return numbers.mark_text(amount, language(), decimals)


def number(value: int | Fraction | Decimal | None, decimals: int | None = None) -> str | Markup:
    """Show a plain number, a count or a reading."""
    return missing(gettext("none")) if value is None else numbers.number_text(value, language(), decimals)


def place(value: int | Fraction | Decimal | None, *, shared: bool = False) -> str | Markup:
    """Show a place, with an equals sign where it is shared; None is a dash."""
    if value is None:
        return missing(gettext("no place"))
    shown = numbers.place_text(value, language())
    return _shared_place(shown, language()) if shared else shown


@lru_cache(maxsize=4096)
def _shared_place(shown: str, _language: str) -> Markup:
    return Markup('{}<span aria-hidden="true">=</span><span class="visually-hidden"> {}</span>').format(
        shown, gettext("shared")
    )


def award_name(award: str) -> str:
    """Name an award in the reader's language."""
    return awards.award_name(award, language())


def localised(text: str) -> str:
    """Put the language's decimal separator into a number that was frozen as text."""
    return numbers.localised(text, language())


def difference(text: str) -> str:
    """Write a difference of sheets that counts as a disagreement."""
    return numbers.difference_text(text, language())


def readings(text: str) -> str:
    """Write the readings of a cell."""
    return numbers.readings_text(text, language())


def missing(words: str) -> Markup:
    """Show a dash that a screen reader speaks in words."""
    return Markup(
        '<span class="not-marked"><span aria-hidden="true">–</span><span class="visually-hidden">{}</span></span>'
    ).format(words)


def day(value: date | None, style: str = "long") -> str:
    """Show a day: `long`, `weekday` or `short`."""
    return dates.date_text(value, language(), style, zone()) if value else "–"


def time(value: datetime | None, *, seconds: bool = False) -> str:
    """Show the time of day in the edition's time zone."""
    return dates.time_text(value, zone(), seconds=seconds) if value else "–"


def moment(value: datetime | None, style: str = "long") -> str:
    """Show day and time in the edition's time zone."""
    return dates.moment_text(value, language(), zone(), style) if value else "–"


def ago(value: datetime | None) -> str:
    """Show how long ago something was."""
    return dates.ago_text(value, clock.utc_now(), language()) if value else "–"


def iso(value: datetime | date) -> str:
    """Write a moment for the attribute of <time>."""
    if isinstance(value, datetime):
        return dates.local(value, zone()).isoformat(timespec="seconds")
    return value.isoformat()


def country_name(code: str | None) -> str:
    """Name a country in the reader's language."""
    return names.country_name(code, language()) if code else ""


def city_name(edition: object) -> str:
    """Return the city of an edition in the reader's language."""
    return city_names.city_name(edition, language())


def content(row: object, field: str) -> str:
    """Return a row's text in the reader's language with fallback: `content(task, "title")`."""
    return names.content(row, field, language())


def zone() -> str:
    """Name the edition's time zone, Samarkand's where there is no edition."""
    edition = g.get("edition") if has_request_context() else None
    return ZoneInfo(edition.time_zone).key if edition and edition.time_zone else FALLBACK_ZONE


def zone_note() -> str:
    """Say which clock the times of the page follow."""
    city, offset = dates.zone_text(zone(), clock.utc_now(), language())
    return gettext("Times are those of %(city)s (UTC%(offset)s).", city=city, offset=offset)


def has_endpoint(endpoint: str) -> bool:
    """Return whether this installation has a page, so that links to parts that are switched off are not shown."""
    return endpoint in current_app.view_functions


def unique_id(prefix: str) -> str:
    """Return an id that no other element of this page has."""
    if "unique_ids" not in g:
        g.unique_ids = count(1)
    return f"{prefix}-{next(g.unique_ids)}"
