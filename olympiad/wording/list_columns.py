"""What a list may hold and what its columns may mean, in words."""

from olympiad.exchange.people_lists import PEOPLE
from olympiad.wording.catalogues import N_, catalogue

HOLDS: dict[str, str] = {
    PEOPLE: N_("People with their team and university"),
    "institutions": N_("Institutions"),
    "teams": N_("Teams"),
    "participants": N_("Members of teams"),
    "judges": N_("Judges"),
    "tasks": N_("Tasks"),
    "criteria": N_("Criteria"),
    "schedule": N_("Schedule"),
    "marks": N_("Marks"),
    "penalties": N_("Penalties"),
    "times": N_("Times"),
}
MEANS: dict[str, str] = {
    "aliases": N_("Other spellings of the institution"),
    "also": N_("Sheets marked besides (team and task)"),
    "by": N_("How sheets are joined"),
    "city": N_("City"),
    "code": N_("Code of the team on sheets"),
    "consent": N_("Consent to publishing"),
    "consequence": N_("What follows from “not assessed”"),
    "country": N_("Country"),
    "criterion": N_("Code of the criterion"),
    "critical": N_("Critical criterion"),
    "disagreement": N_("Difference that counts as a disagreement"),
    "disagreement_step": N_("Difference at one criterion, in steps"),
    "drop": N_("Sheets left out at each end"),
    "email": N_("E-mail"),
    "end": N_("End"),
    "except": N_("Sheets not marked (team and task)"),
    "host": N_("Own university (yes or no)"),
    "institution": N_("University"),
    "judge": N_("Key of the judge"),
    "judges": N_("Sheets per team"),
    "key": N_("Key of the criterion"),
    "kind": N_("Kind"),
    "label": N_("Text of the criterion"),
    "label_en": N_("Text in English"),
    "label_ru": N_("Text in Russian"),
    "label_uz": N_("Text in Uzbek"),
    "language": N_("Language"),
    "mark": N_("Mark given"),
    "maximum": N_("Maximum"),
    "mentor": N_("Mentor"),
    "method": N_("How the sheets of judges become one mark"),
    "minutes": N_("Minutes"),
    "name": N_("Name"),
    "name_en": N_("Name in English"),
    "name_local": N_("Name in another script"),
    "name_ru": N_("Name in Russian"),
    "name_uz": N_("Name in Uzbek"),
    "note": N_("Note"),
    "order": N_("Order"),
    "part": N_("Part of the section"),
    "participant": N_("Own key of the person"),
    "points": N_("Points taken off"),
    "reading": N_("Reading"),
    "reason": N_("Reason"),
    "role": N_("Role (member or leader)"),
    "seconds": N_("Seconds"),
    "start": N_("Beginning"),
    "state": N_("State of the mark"),
    "station": N_("Station"),
    "status": N_("Status"),
    "status_reason": N_("Reason of the status"),
    "step": N_("Step"),
    "task": N_("Code of the task"),
    "tasks": N_("Tasks"),
    "team": N_("Team (number or name)"),
    "teams": N_("Teams"),
    "title": N_("Title"),
    "title_en": N_("Title in English"),
    "title_ru": N_("Title in Russian"),
    "title_uz": N_("Title in Uzbek"),
    "weight": N_("Weight"),
}
OF_TABLE: dict[tuple[str, str], str] = {
    (PEOPLE, "name"): N_("Name of the person"),
    (PEOPLE, "team_name"): N_("Name of the team"),
    ("participants", "name"): N_("Name of the person"),
    ("judges", "name"): N_("Name of the person"),
    ("teams", "name"): N_("Name of the team"),
}
"""Where a column says something else in one table than in others."""


OTHER_TABLES: dict[str, str] = {
    "keys": N_("Keys of readings"),
    "samples": N_("Samples"),
    "agreed_marks": N_("Agreed marks"),
    "extra_rounds": N_("Extra rounds"),
    "awards": N_("Special awards"),
    "rules": N_("Rules"),
}
"""Tables that no list of a department is taken for."""


def table_named(table: str, language: str) -> str:
    """Name a table of a section; anything else stays as it is.

    >>> table_named("keys", "en"), table_named("notes.txt", "en")
    ('Keys of readings', 'notes.txt')
    """
    words = HOLDS.get(table) or OTHER_TABLES.get(table)
    return catalogue(language).gettext(words) if words else table


def column_named(table: str, column: str, language: str) -> str:
    """Name a column of a table; a heading that is none stays as it is.

    >>> column_named("teams", "institution", "en"), column_named("teams", "Telefon", "en")
    ('University', 'Telefon')
    """
    words = OF_TABLE.get((table, column)) or MEANS.get(column)
    return catalogue(language).gettext(words) if words else column


def table_words(table: str, language: str) -> str:
    """Return what a list holds, in words.

    >>> table_words("marks", "en")
    'Marks'
    """
    return catalogue(language).gettext(HOLDS[table])


def column_words(table: str, column: str, language: str) -> str:
    """Return what a column of a table means, in words.

    >>> column_words("people", "name", "en"), column_words("institutions", "city", "en")
    ('Name of the person', 'City')
    """
    return catalogue(language).gettext(OF_TABLE.get((table, column)) or MEANS[column])
