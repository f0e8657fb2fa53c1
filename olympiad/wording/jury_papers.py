"""What stands on the papers that a jury signs or reads aloud, in the reader's language."""

from collections.abc import Mapping

from olympiad.wording.catalogues import N_, catalogue

GROUNDS = {
    "institution": N_("own institution"),
    "declared_institution": N_("an institution declared as close"),
    "declared_person": N_("a person declared as close"),
}
"""Why a judge is close to a team."""


def station_words(language: str) -> Mapping[str, str]:
    """Words of a station's protocol."""
    gettext = catalogue(language).gettext
    return {
        "title": gettext("Protocol of the station"),
        "station": gettext("Station"),
        "team": gettext("Team"),
        "sheet": gettext("Sheet #"),
        "difference": gettext("Difference"),
        "mark": gettext("Task mark"),
        "leader": gettext("Team leader: signature"),
        "judges": gettext("Judges: signatures"),
        "judge": gettext("Judge"),
        "chair": gettext("Chair of the jury"),
        "absent": gettext("absent"),
        "agreed": gettext("agreed mark"),
        "maximum": gettext("Maximum %(mark)s"),
        "printed": gettext("Printed %(when)s"),
        "counts": gettext("%(teams)s teams, %(marked)s of them with a mark."),
        "page": gettext("Page # of ##"),
        "open": gettext("Marking goes on"),
        "complete": gettext("All sheets are in"),
    }


def appeal_words(language: str) -> Mapping[str, str]:
    """Words of the jury's decisions on appeals."""
    gettext = catalogue(language).gettext
    return {
        "title": gettext("Decision of the jury"),
        "objection": gettext("Objection of the team"),
        "decision": gettext("Decision"),
        "reason": gettext("Reason"),
        "effect": gettext("What the decision moves"),
        "team": gettext("Team"),
        "before": gettext("Before"),
        "after": gettext("After"),
        "place": gettext("place %(place)s"),
        "page": gettext("Page # of ##"),
        "chair": gettext("Chair of the jury"),
        "member": gettext("Member of the jury"),
        "leader": gettext("Team leader: signature"),
        "decided": gettext("Decision taken"),
        "open": gettext("Not decided yet"),
        "by": gettext("Decided by"),
    }


def award_words(language: str) -> Mapping[str, str]:
    """Words of the list of awards."""
    gettext = catalogue(language).gettext
    return {
        "title": gettext("List of awards"),
        "version": gettext("Results version #"),
        "official": gettext("Official results"),
        "preliminary": gettext("Preliminary results"),
        "place": gettext("Place"),
        "team": gettext("Team"),
        "members": gettext("Members"),
        "total": gettext("Total"),
        "special": gettext("Special award: %(award)s"),
        "nobody": gettext("No team has an award in this version."),
        "chair": gettext("Chair of the jury"),
        "second": gettext("Second signatory"),
        "page": gettext("Page # of ##"),
    }


def script_words(language: str) -> Mapping[str, str]:
    """Words of the announcer's script on paper."""
    gettext = catalogue(language).gettext
    return {
        "title": gettext("Announcer’s script"),
        "sub": gettext("From the lowest award up. In brackets: how a name is said, the stressed part in bold."),
        "version": gettext("Results version #"),
        "official": gettext("Official results"),
        "preliminary": gettext("Preliminary results"),
        "page": gettext("Page # of ##"),
    }


def delivery_words(language: str) -> Mapping[str, str]:
    """Words of the list of documents handed out."""
    gettext = catalogue(language).gettext
    return {
        "title": gettext("List of documents handed out"),
        "name": gettext("Name"),
        "team": gettext("Team"),
        "document": gettext("Document"),
        "number": gettext("Number"),
        "date": gettext("Date"),
        "signature": gettext("Received: signature"),
        "handed": gettext("Handed out by: name and signature"),
        "printed": gettext("Printed %(when)s"),
        "page": gettext("Page # of ##"),
    }


def names_words(language: str) -> Mapping[str, str]:
    """Words of the list of names to be confirmed."""
    gettext = catalogue(language).gettext
    return {
        "title": gettext("Names to be confirmed"),
        "sub": gettext("They are printed exactly as they stand here. Tick what is right, write what is not."),
        "name": gettext("Name"),
        "other": gettext("The other script"),
        "team": gettext("Team"),
        "right": gettext("Right"),
        "spelling": gettext("Right spelling"),
        "signature": gettext("Signature"),
        "printed": gettext("Printed %(when)s"),
        "page": gettext("Page # of ##"),
    }


def ground_words(ground: str, language: str) -> str:
    """Say why a judge is close to a team."""
    return catalogue(language).gettext(GROUNDS[ground])
