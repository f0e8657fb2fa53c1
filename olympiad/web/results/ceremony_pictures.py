"""A ceremony as the hall sees it and as the announcer reads it: every word ready, so that no step asks the server."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from flask import current_app
from flask_babel import gettext, ngettext

from olympiad.domain.canonical_json import Plain
from olympiad.domain.ceremony import Step, StepKind
from olympiad.exchange import gallery_pictures
from olympiad.exchange.published_ranking import Texts, text_in
from olympiad.services.results import gallery
from olympiad.services.results.ceremony_plans import Plan, ShownTeam
from olympiad.web.frame.jinja import language
from olympiad.wording import ceremony as words
from olympiad.wording.awards import award_name
from olympiad.wording.names import country_name
from olympiad.wording.numbers import mark_text, place_text

Picture = dict[str, Plain]
NAMED = (StepKind.REVEAL, StepKind.TOGETHER)
"""Steps whose teams light stars of the row."""
MOST_PHOTOS = 2
"""So many teams on one picture have room for theirs."""
MOST_MEMBERS = 6
"""So many names stand on the screen of the hall; a larger team is told by the announcer."""


@dataclass(frozen=True)
class Drawn:
    """All pictures and pages of the announcer's script, by the number of the step."""

    hall: list[Picture]
    script: list[Picture]
    stars: list[str]
    """Numerals of the row of stars, one a team, in the order of the reveal."""


def draw(plan: Plan) -> Drawn:
    """Draw every step of a plan."""
    stars: list[str] = []
    hall: list[Picture] = []
    script: list[Picture] = []
    for at, step in enumerate(plan.steps):
        given = len(stars)
        if step.kind in NAMED:
            stars += [words.numeral(step.award, plan.levels) or str(one) for one in _places(plan, step)]
        hall.append(hall_picture(plan, step) | {"given": len(stars), "next": _next(plan, at)})
        script.append(_script(plan, step) | {"from": given + 1, "to": len(stars)})
    return Drawn(hall, script, stars)


def _places(plan: Plan, step: Step) -> list[str]:
    return [_place(plan.teams[key], language(), sign=False) for key in step.teams]


def _next(plan: Plan, at: int) -> int:
    """Return how many teams the next reveal names, as far as this picture announces it."""
    after = plan.steps[at + 1] if at + 1 < len(plan.steps) else None
    return len(after.teams) if plan.steps[at].kind is StepKind.AWARD and after is not None else 0


def hall_picture(plan: Plan, step: Step) -> Picture:
    """Draw one step for the hall, in its own languages, without anything that comes later."""
    first, *second = plan.settings.languages
    place = plan.edition if step.kind is StepKind.CLOSING else plan.section
    drawn: Picture = {
        "kind": str(step.kind),
        "isWinner": step.is_winner,
        "isRehearsal": plan.version == 0,
        "numeral": words.numeral(step.award, plan.levels),
        "label": _both(plan, lambda code: text_in(place, code)),
        "title": _title(plan, step, first),
        "second": _title(plan, step, second[0]) if second else "",
        "quiet": _both(plan, lambda code: _shared(plan, step, code)),
        "teams": [],
        "mark": "",
        "of": "",
    }
    if step.kind in (StepKind.REVEAL, StepKind.TOGETHER, StepKind.SPECIAL):
        drawn |= _with_teams(plan, step)
    elif step.kind is StepKind.INSTITUTIONS:
        drawn["teams"] = [_institution(plan, plan.institutions[name]) for name in step.teams]
    return drawn


def _title(plan: Plan, step: Step, code: str) -> str:
    if step.kind in (StepKind.OPENING, StepKind.CLOSING):
        return text_in(plan.edition if step.kind is StepKind.OPENING else plan.section, code)
    if step.kind is StepKind.INSTITUTIONS:
        return words.best_institution(code)
    return words.hall_award(step.award, code)


def _both(plan: Plan, text: "words.InLanguage") -> str:
    """Join the words of both languages of the hall; equal ones stand once."""
    return " · ".join(dict.fromkeys(found for code in plan.settings.languages if (found := text(code))))


def _shared(plan: Plan, step: Step, code: str) -> str:
    if step.kind is not StepKind.AWARD or step.place is None or len(step.teams) < 2:
        return ""
    return words.shared_words(place_text(step.place, code), len(step.teams), code)


def _with_teams(plan: Plan, step: Step) -> Picture:
    label = _both(plan, lambda code: words.hall_award(step.award, code) if step.award else text_in(plan.section, code))
    shown = [plan.teams[key] for key in step.teams]
    first, total = shown[0], shown[0].total
    code = plan.settings.languages[0]
    is_one_place = step.kind is StepKind.REVEAL
    with_total = plan.settings.shows_totals and total is not None and is_one_place
    found: Picture = {"label": label, "teams": [_team(plan, one, beside=len(shown) - 1) for one in shown]}
    if is_one_place:
        place = "" if step.is_winner and len(shown) == 1 else _place(first, code)
        found["mark"] = " · ".join(
            one for one in (place, mark_text(total, code) if with_total and total is not None else "") if one
        )
        found["of"] = f"/ {mark_text(plan.maximum, code)}" if with_total and plan.maximum is not None else ""
    return found


def _team(plan: Plan, team: ShownTeam, *, beside: int) -> Picture:
    first, *second = plan.settings.languages
    institution = text_in(team.institution, first)
    other = text_in(team.institution, second[0]) if second else ""
    names = [one.name for one in team.members]
    return {
        "name": team.name,
        "institution": institution,
        "other": other if other != institution else "",
        "country": team.country,
        "countryName": country_name(team.country, first) if team.country else "",
        "members": [*names] if plan.settings.shows_members and not beside and len(names) <= MOST_MEMBERS else [],
        "photo": _photo(team.photo) if beside < MOST_PHOTOS else "",
    }


def _photo(sha256: str) -> str:
    """Return the picture itself: a window that was opened shows it without a network."""
    uploads = Path(current_app.instance_path) / "uploads"
    return gallery_pictures.hall_picture(gallery.path_of(uploads, sha256, ".jpg")) if sha256 else ""


def _institution(plan: Plan, names: Texts) -> Picture:
    first, *second = plan.settings.languages
    name, other = text_in(names, first), text_in(names, second[0]) if second else ""
    return {
        "name": name,
        "institution": other if other != name else "",
        "other": "",
        "country": "",
        "countryName": "",
        "members": [],
        "photo": "",
    }


def _place(team: ShownTeam, code: str, *, sign: bool = True) -> str:
    if not isinstance(team.place, Fraction):
        return ""
    return place_text(team.place, code) + ("=" if sign and team.shared else "")


def _script(plan: Plan, step: Step) -> Picture:
    """Write what the announcer reads and presses at one step, in the reader's language."""
    names = _names(plan, step)
    return {
        "heading": _heading(plan, step),
        "button": _button(step, names),
        "back": _back(step, names),
        "row": _row(plan, step, names),
        "people": [] if step.kind is StepKind.AWARD else [_spoken(plan, key) for key in _team_keys(step)],
        "said": [
            {
                "language": code,
                "text": words.said(_sentence(step), code, plan.settings.texts, _values(plan, step, code)),
            }
            for code in plan.settings.languages
        ],
    }


def _team_keys(step: Step) -> tuple[str, ...]:
    return () if step.kind is StepKind.INSTITUTIONS else step.teams


def _names(plan: Plan, step: Step, code: str = "") -> list[str]:
    if step.kind is StepKind.INSTITUTIONS:
        return [text_in(plan.institutions[name], code or language()) for name in step.teams]
    return [plan.teams[key].name for key in step.teams]


def _heading(plan: Plan, step: Step) -> str:
    award = award_name(step.award, language())
    if step.kind is StepKind.REVEAL:
        place, count = _place(plan.teams[step.teams[0]], language(), sign=False), len(step.teams)
        alone = gettext("Place %(place)s", place=place)
        shared = ngettext(
            "Place %(place)s, shared by %(num)s team", "Place %(place)s, shared by %(num)s teams", count, place=place
        )
        return " · ".join(one for one in (alone if count == 1 else shared, award) if one)
    if step.kind is StepKind.AWARD:
        return gettext("Award: %(award)s", award=award)
    kinds = {
        StepKind.OPENING: gettext("Opening"), StepKind.CLOSING: gettext("Closing"),
        StepKind.INSTITUTIONS: gettext("Institutions"),
        StepKind.SPECIAL: gettext("Special award: %(award)s", award=award),
        StepKind.TOGETHER: gettext("%(award)s, shown together", award=award),
    }  # fmt: skip
    return kinds[step.kind]


def _button(step: Step, names: list[str]) -> str:
    if step.kind in (StepKind.OPENING, StepKind.CLOSING, StepKind.AWARD):
        kinds = {StepKind.OPENING: gettext("Begin"), StepKind.CLOSING: gettext("Show the closing picture")}
        return kinds.get(step.kind) or gettext("Show %(award)s", award=award_name(step.award, language()))
    return gettext("Reveal %(names)s", names=words.listed(names, language()))


def _back(step: Step, names: list[str]) -> str:
    is_named = step.kind not in (StepKind.OPENING, StepKind.CLOSING, StepKind.AWARD)
    return words.listed(names, language()) if is_named else award_name(step.award, language())


def _row(plan: Plan, step: Step, names: list[str]) -> Picture:
    """Write the line of the order: place, names, numeral."""
    place = _place(plan.teams[step.teams[0]], language()) if step.kind is StepKind.REVEAL else ""
    is_named = step.kind in (StepKind.REVEAL, StepKind.TOGETHER, StepKind.SPECIAL, StepKind.INSTITUTIONS)
    text = ", ".join(names) if is_named else _heading(plan, step)
    return {"place": place, "text": text, "numeral": words.numeral(step.award, plan.levels), "kind": str(step.kind)}


def _spoken(plan: Plan, key: str) -> Picture:
    team = plan.teams[key]
    country = country_name(team.country, language()) if team.country else ""
    return {
        "name": team.name,
        "said": _parts(team.said),
        "institution": ", ".join(one for one in (text_in(team.institution, language()), country) if one),
        "members": [
            {"name": gettext("%(name)s, team leader", name=one.name) if one.is_leader else one.name, "said": _parts(one.said)}
            for one in team.members
        ],
        "unnamed": ngettext(
            "%(num)s member did not agree to be named.", "%(num)s members did not agree to be named.", team.unnamed
        ) if team.unnamed else "",
    }  # fmt: skip


def _parts(said: str) -> list[Plain]:
    return [[text, loud] for text, loud in words.stress(said)]


def _sentence(step: Step) -> str:
    if step.kind is not StepKind.REVEAL:
        return str(step.kind)
    if step.is_winner:
        return "winner"
    return "shared" if len(step.teams) > 1 else "reveal"


def _values(plan: Plan, step: Step, code: str) -> dict[str, str]:
    is_teams = step.kind is not StepKind.INSTITUTIONS
    institutions = (
        [text_in(plan.teams[key].institution, code) for key in step.teams] if is_teams else _names(plan, step, code)
    )
    found = [one for one in dict.fromkeys(institutions) if one]
    return {
        "award": words.hall_award(step.award, code)
        if step.kind is not StepKind.SPECIAL
        else award_name(step.award, code),
        "teams": words.listed(_names(plan, step, code), code) if is_teams else "",
        "institutions": words.listed(found, code),
        "place": place_text(step.place, code) if step.place is not None else "",
        "count": str(len(step.teams)),
    }
