"""The words of a report card on paper."""

from collections.abc import Mapping

from olympiad.wording.catalogues import catalogue


def card_words(language: str) -> Mapping[str, str]:
    """Return the words of the paper in one language."""
    gettext = catalogue(language).gettext
    return {
        "report_card": gettext("Report card"),
        "official": gettext("official results, version %(number)s"),
        "preliminary": gettext("preliminary results, version %(number)s"),
        "team_code": gettext("team code"),
        "total": gettext("Total"),
        "place": gettext("Place"),
        "award": gettext("Award"),
        "next": gettext("To the next award"),
        "lacking": gettext("%(award)s: %(points)s more points"),
        "task": gettext("Task"),
        "page": gettext("Page # of ##"),
        "mark": gettext("Your mark"),
        "of": gettext("Maximum"),
        "field": gettext("Quartiles of all teams"),
        "criterion": gettext("Criterion"),
        "settled": gettext("The jury settled the task:"),
        "comments": gettext("Comments of judges"),
        "answer": gettext("Full-mark answer"),
        "closed": gettext("Places and awards are told at the ceremony."),
        "checksum": gettext("Checksum of the results bundle"),
    }
