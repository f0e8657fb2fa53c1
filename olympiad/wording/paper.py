"""What stands on the paper for the hall and on the protocol, in the reader's language."""

from collections.abc import Mapping

from olympiad.wording.catalogues import catalogue


def sheet_words(language: str) -> Mapping[str, str]:
    """Words of a blank score sheet."""
    gettext = catalogue(language).gettext
    return {
        "title": gettext("Score sheet"),
        "team": gettext("Team"),
        "task": gettext("Task"),
        "station": gettext("Station"),
        "round": gettext("Round"),
        "own_judge": gettext("Judge"),
        "signature": gettext("Judge: signature"),
        "criterion": gettext("Criterion"),
        "maximum": gettext("Maximum"),
        "mark": gettext("Marks"),
        "none": gettext("none"),
        "times": gettext("how many times"),
        "reading": gettext("reading"),
        "nothing": gettext("nothing chosen"),
        "done": gettext("yes / no"),
        "sum": gettext("Sheet total"),
        "not_assessed": gettext("Not assessed: number and reason"),
        "note": gettext("Note"),
        "judge": gettext("Judge: name and signature"),
        "leader": gettext("Team leader: signature"),
        "time": gettext("Time"),
    }


def protocol_words(language: str) -> Mapping[str, str]:
    """Words of the section protocol."""
    gettext = catalogue(language).gettext
    return {
        "title": gettext("Protocol of the section"),
        "official": gettext("Official results"),
        "preliminary": gettext("Preliminary results"),
        "version": gettext("Results version #"),
        "finalised": gettext("Finalised"),
        "place": gettext("Place"),
        "team": gettext("Team"),
        "institution": gettext("Institution"),
        "total": gettext("Total"),
        "award": gettext("Award"),
        "absent": gettext("absent"),
        **_parts(language),
    }


def _parts(language: str) -> Mapping[str, str]:
    """Words of what stands below the ranking."""
    gettext = catalogue(language).gettext
    return {
        "judges": gettext("Judges"),
        "judge": gettext("Judge"),
        "tasks": gettext("Tasks"),
        "sheets": gettext("Score sheets"),
        "conflicts": gettext("Conflicts of interest"),
        "ranking": gettext("Ranking"),
        "rules": gettext("Rules by which the version was computed"),
        "awards": gettext("Awards, the highest first"),
        "no_awards": gettext("No awards by place or total."),
        "appeals": gettext("Appeals"),
        "no_appeals": gettext("No appeal was lodged."),
        "checks": gettext("What proves this protocol"),
        "incidents": gettext("Incidents"),
        "no_incidents": gettext("No incident was reported."),
        "no_conflicts": gettext("No judge marked a team of the own institution or one declared as close."),
        "own_team": gettext("sheets of a team of the own institution or one declared as close"),
        "signatures": gettext("Signatures"),
        "chair": gettext("Chair of the jury"),
        "member": gettext("Member of the jury"),
        "checksum": gettext("Checksum of the results (SHA-256)"),
        "audit_head": gettext("Head of the audit chain"),
        "previous": gettext("Checksum of the version before"),
        "reason": gettext("Reason"),
        "page": gettext("Page # of ##"),
        "guest": gettext("guest"),
        "withdrawn": gettext("Withdrawn"),
        "disqualified": gettext("Disqualified"),
        "no_show": gettext("Absent"),
        "incomplete": gettext("Incomplete"),
    }


def rules_words(language: str) -> Mapping[str, str]:
    """Words of the printed rules."""
    gettext = catalogue(language).gettext
    return {
        "title": gettext("Rules of the section"),
        "version": gettext("Version # of the rules"),
        "computation": gettext("From mark to place"),
        "awards": gettext("Awards, the highest first"),
        "no_awards": gettext("No awards by place or total."),
        "tasks": gettext("Tasks and rubric"),
        "criterion": gettext("Criterion"),
        "kind": gettext("Kind"),
        "maximum": gettext("Maximum"),
        "weight": gettext("weight"),
        "judges": gettext("judges per team:"),
        "signatures": gettext("Signatures"),
        "date": gettext("signature and date"),
        "reason": gettext("Reason"),
        "checksum": gettext("Checksum of rules and rubric (SHA-256)"),
        "page": gettext("Page # of ##"),
    }


def card_words(language: str) -> Mapping[str, str]:
    """Words of an access card."""
    gettext = catalogue(language).gettext
    return {
        "title": gettext("Access card"),
        "how": gettext("Scan the code, or open the address and type the letters."),
        "keep": gettext("Keep it like a key. Lost? Tell the organizers; they make a new one."),
        "judge": gettext("Judge"),
        "leader": gettext("Team leader"),
        "participant": gettext("Participant"),
        "clerk": gettext("Clerk"),
        "organizer": gettext("Organizer"),
        "chief_judge": gettext("Chief judge"),
        "administrator": gettext("Administrator"),
    }
