"""What the start page of a section says: its stages, what waits, the round and the latest deeds, in the reader's words."""

from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, g, url_for
from flask_babel import gettext, ngettext, pgettext

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain import lifecycle
from olympiad.domain.audit_actions import AuditAction
from olympiad.services.overview import section_progress
from olympiad.services.overview.section_progress import Progress
from olympiad.services.people import people
from olympiad.services.sections import check_in, rule_signatures
from olympiad.web.frame.access import may
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.results import moved_marks
from olympiad.web.results.finalising_groups import Group
from olympiad.wording.sentences import sentence


@dataclass(frozen=True)
class Stage:
    """A step of the section's way."""

    words: str
    sub: str
    state: str
    share: int
    current: bool = False


@dataclass(frozen=True)
class Work:
    """Something that waits for the reader."""

    title: str
    sub: str
    state: str
    icon: str
    url: str
    action: str
    primary: bool = False


def _stage(words: str, sub: str, *, done: bool, share: int, reached: bool) -> Stage:
    state = "submitted" if done else "in-progress" if reached and share else "open"
    return Stage(words, sub, state, 100 if done else min(share, 99), current=reached and not done)


def stages(progress: Progress) -> list[Stage]:
    """Return how far each step is."""
    teams = ngettext("%(num)d team", "%(num)d teams", progress.teams)
    tasks = ngettext("%(num)d task", "%(num)d tasks", progress.tasks)
    handed = gettext("%(done)d of %(all)d done", done=progress.handed_over, all=progress.sheets)
    settle = gettext("%(open)d to settle, %(settled)d settled", open=progress.to_settle, settled=progress.settled)
    versions = (
        ngettext("%(num)d version", "%(num)d versions", progress.versions) if progress.versions else gettext("not yet")
    )
    number = progress.published_number
    public = gettext("version %(number)d", number=number) if number else gettext("not yet")
    names = ngettext("%(num)d name", "%(num)d names", progress.members)
    issued = gettext("%(issued)d issued", issued=progress.certificates)
    marked = progress.is_marked
    share = 100 * progress.handed_over // progress.sheets if progress.sheets else 0
    accepted = 100 * progress.accepted // progress.sheets if progress.sheets else 0
    final = progress.versions > 0
    return [
        _stage(gettext("Prepare"), f"{teams}, {tasks}", done=progress.is_prepared, share=50, reached=True),
        _stage(gettext("Mark"), handed, done=marked, share=share, reached=progress.is_prepared),
        _stage(
            gettext("Moderate"), settle, done=marked and not progress.to_settle, share=accepted, reached=bool(share)
        ),
        _stage(pgettext("stage", "Finalise"), versions, done=final, share=0, reached=marked and not progress.to_settle),
        _stage(pgettext("stage", "Publish"), public, done=number is not None, share=0, reached=final),
        _stage(
            gettext("Certificates"), f"{names}, {issued}", done=progress.certificates > 0, share=0, reached=bool(number)
        ),
    ]


def work(progress: Progress) -> list[Work]:
    """List what waits for organizers, the most urgent first; what has no page yet is left out."""
    counted = _counted(progress)
    after = _next_after_publishing(progress)
    decided_first = [*counted, *after] if progress.open_appeals else [*after, *counted]
    rows = checking_in() + moved() + _to_publish(progress) + decided_first + in_the_way(counted, progress)
    return [replace(one, primary=at == 0) for at, one in enumerate(rows)]


def checking_in() -> list[Work]:
    """Say, while check-in is open, how many teams are here, and lead to it until all are."""
    if g.section.state != lifecycle.Stage.CHECK_IN or not may("check_in.index"):
        return []
    found = check_in.count(session(), g.section)
    if not found.missing:
        return []
    title = ngettext(
        "%(here)s of %(num)s team is here", "%(here)s of %(num)s teams are here", found.awaited, here=found.here
    )
    words = gettext("Check-in is open: one tap for each team that comes.")
    return [Work(title, words, "in-progress", "clock", url_for("check_in.index"), gettext("Check-in"), primary=True)]


def _next_after_publishing(progress: Progress) -> list[Work]:
    """List what comes once results are public and stand: certificates, and the page that everybody sees."""
    found = moved_marks.moved_since_version()
    if progress.published_number is None or (found is not None and found.since is not None and found.since.members):
        return []
    rows: list[Work] = []
    if not progress.certificates and progress.members and may("certificates.plan"):
        title, words = gettext("No certificates are issued yet"), gettext("They come from the official results.")
        url, action = url_for("certificates.plan"), gettext("See what would be issued")
        rows.append(Work(title, words, "submitted", "certificate", url, action, primary=True))
    url = url_for("public_results.show", edition=g.edition.slug, section=g.section.slug)
    title = gettext("The results are public: version %(number)d", number=progress.published_number)
    action, words = gettext("Public page"), gettext("Everybody sees them without signing in.")
    return [*rows, Work(title, words, "submitted", "publish", url, action, primary=not rows)]


def _counted(progress: Progress) -> list[Work]:
    rows = [
        *_still_missing(progress),
        (progress.tasks_without_criteria, "tasks.index", "missing", "missing",
         ngettext("%(num)d task has no rubric", "%(num)d tasks have no rubric", progress.tasks_without_criteria),
         gettext("Nobody can mark it before it has criteria."), gettext("Open tasks")),
        _unsigned_rules(),
        (progress.judges_without_card and not progress.is_marked, "access_cards.index", "open", "card",
         ngettext("%(num)d judge has no access card", "%(num)d judges have no access card", progress.judges_without_card),
         gettext("Judges sign in with a printed card."), gettext("Make access cards")),
        (progress.waiting_on_devices, "devices.index", "waiting", "offline",
         ngettext("%(num)d mark is still on a device", "%(num)d marks are still on devices", progress.waiting_on_devices),
         gettext("The device sends it as soon as it meets the network."), gettext("See devices")),
        (progress.to_settle, "moderation.index", "disagreement", "disagreement",
         ngettext("%(num)d disagreement to settle", "%(num)d disagreements to settle", progress.to_settle),
         gettext("The judges’ sheets differ by more than the rules allow."), gettext("Settle")),
        (progress.incidents, "incidents.index", "incident", "incident",
         ngettext("%(num)d incident is open", "%(num)d incidents are open", progress.incidents),
         gettext("Decide on a remedy; the results cannot be finalised before."), gettext("Open incidents")),
        _open_appeals(progress),
        (progress.returned, "board.show", "returned", "returned",
         ngettext("%(num)d sheet is back with its judge", "%(num)d sheets are back with their judges", progress.returned),
         gettext("Returned with a reason, not yet submitted again."), gettext("Open board")),
        (progress.is_prepared and not progress.is_marked, "board.show", "in-progress", "in-progress",
         ngettext("%(num)d score sheet is not submitted yet", "%(num)d score sheets are not submitted yet",
                  progress.sheets - progress.handed_over),
         gettext("The board shows who owes what."), gettext("Open board")),
        (progress.readings_without_key, "reading_keys.index", "missing", "missing",
         ngettext("%(num)d reading has no key", "%(num)d readings have no key", progress.readings_without_key),
         gettext("Without a key a reading gives no points."), gettext("Set keys")),
        *_results_ahead(progress),
        (progress.conflicts, "judges.index", "conflict", "conflict",
         ngettext("%(num)d sheet with a conflict of interest", "%(num)d sheets with a conflict of interest", progress.conflicts),
         gettext("Judge and team belong to one institution; the protocol will say so."), gettext("See judges")),
    ]  # fmt: skip
    return _shown([*rows, _second_person(progress)])


def _results_ahead(progress: Progress) -> list[tuple[Any, str, str, str, str, str, str]]:
    """Say whether the results can be finalised now."""
    return [
        (_may_finalise(progress), "results.index", "submitted", "lock",
         gettext("Everything is marked"), gettext("Check the ranking and freeze it."), gettext("Finalise")),
    ]  # fmt: skip


def _to_publish(progress: Progress) -> list[Work]:
    """Lead from a frozen version that nobody outside sees straight to the question of publishing it."""
    if not progress.versions or progress.published_number is not None or not may("results.index"):
        return []
    title, words = gettext("The results are finalised and not public"), gettext("Nobody outside sees them yet.")
    url, action = url_for("results.index"), gettext("Open the page")
    if may("results.publish"):
        url, action = url_for("results.publish", number=progress.versions), gettext("Publish")
    return [Work(title, words, "submitted", "publish", url, action)]


def _still_missing(progress: Progress) -> list[tuple[Any, str, str, str, str, str, str]]:
    """Say what a section needs next: teams, then tasks, then judges."""
    words = gettext("What is marked, with criteria, and by how many judges.")
    return [
        (not progress.teams, "imports.index", "open", "upload", gettext("The section is empty"),
         gettext("Load teams, tasks and judges from a workbook, or write them by hand."), gettext("Load the section")),
        (progress.teams and not progress.tasks, "tasks.create", "open", "list", gettext("No tasks yet"), words,
         gettext("New task")),
        (progress.tasks and not progress.judges, "judges.create", "open", "list", gettext("No judges yet"),
         gettext("Each judge gets tasks, and score sheets by themselves."), gettext("New judge")),
    ]  # fmt: skip


def _may_finalise(progress: Progress) -> bool:
    """Whether the first version can be finalised by the reader: nothing is in the way on any page."""
    is_in = progress.is_marked and not progress.to_settle and not progress.versions
    return is_in and not moved_marks.blockers()


def _second_person(progress: Progress) -> tuple[Any, str, str, str, str, str, str]:
    """Say in time that one person alone cannot finalise where there are awards."""
    is_alone = progress.is_prepared and not progress.versions and people.decides_alone(session(), g.section, actor())
    return (
        is_alone, "people.index", "open", "conflict", gettext("A second person is needed to finalise"),
        gettext("Somebody else confirms the totals at the award borders. Invite two colleagues in time."),
        gettext("Invite people"),
    )  # fmt: skip


SAID_BY_COUNTS = frozenset({"sheets", "tasks", "teams"})
"""Groups that the counts of a section tell already, with better words for the time before and during marking."""


def _is_to_finalise(progress: Progress) -> bool:
    """Return whether finalising comes next: all is marked, or marks have moved since the newest version."""
    if progress.versions:
        return moved_marks.moved_since_version() is not None
    return progress.is_marked


def in_the_way(told: list[Work], progress: Progress) -> list[Work]:
    """List what else is in the way of finalising, so that this page never says less than those of results and stages."""
    if not _is_to_finalise(progress):
        return []
    urls = {one.url.partition("?")[0] for one in told} | ({url_for("rules.show")} if _unsigned_rules()[0] else set())
    found = [one for one in moved_marks.groups() if one.kind.name not in SAID_BY_COUNTS]
    return [_work_of(one) for one in found if one.url not in urls]


def _work_of(group: Group) -> Work:
    title = gettext("%(title)s: %(number)d in the way", title=group.kind.title, number=len(group.lines))
    words = sentence(group.lines[0][0], language())
    return Work(title, words, "problem", "missing", group.url, gettext("Open the page"))


def moved() -> list[Work]:
    """Say first that marks are no longer those of the newest version."""
    found = moved_marks.moved_since_version()
    if found is None or found.since is None or not found.since.members or not may("results.index"):
        return []
    words = ngettext(
        "Place, total or award of %(num)s team would change.",
        "Place, total or award of %(num)s teams would change.",
        len(found.since.standings),
    )
    title = gettext("The marks are no longer those of version %(number)s.", number=found.since.number)
    sub = words if found.since.standings else gettext("No place, total or level of award would change.")
    url = url_for("results.index")
    return [Work(title, sub, "waiting", "clock", url, gettext("See what has changed"), primary=True)]


def _shown(rows: list[tuple[Any, str, str, str, str, str, str]]) -> list[Work]:
    """Keep what holds, has a page here and may be opened by the reader."""
    wanted = [row for row in rows if row[0] and row[1] in current_app.view_functions and may(row[1])]
    return [
        Work(title, sub, state, icon, url_for(endpoint), action, primary=position == 0)
        for position, (_, endpoint, state, icon, title, sub, action) in enumerate(wanted)
    ]


def _open_appeals(progress: Progress) -> tuple[Any, str, str, str, str, str, str]:
    words = gettext("Results are finalised again when all are decided.")
    count = progress.open_appeals
    title = ngettext("%(num)d appeal waits for a decision", "%(num)d appeals wait for a decision", count)
    return count, "appeals.index", "waiting", "appeal", title, words, gettext("Open appeals")


def _unsigned_rules() -> tuple[Any, str, str, str, str, str, str]:
    signing = rule_signatures.signing(session(), g.section)
    waits = signing.version is not None and not signing.is_signed
    words = gettext("They are signed before marking starts; finalising waits for it.")
    title, action = gettext("The rules are not signed"), gettext("Open signatures")
    return waits, "rule_signatures.index", "waiting", "edit", title, words, action


def present_round() -> section_progress.Round | None:
    """Return the round of the schedule that runs or comes next."""
    return section_progress.round_at(session(), g.section, utc_now())


def deed_words() -> dict[str, str]:
    """Say in words what the record's lines mean; lines that are not here are not shown."""
    return {
        AuditAction.SCORE_SHEETS_SUBMIT: gettext("%(who)s submitted %(what)s"),
        AuditAction.SCORE_SHEETS_RETURN_TO_JUDGE: gettext("%(who)s returned %(what)s"),
        AuditAction.SCORE_SHEETS_VOID: gettext("%(who)s made %(what)s void"),
        AuditAction.SCORE_SHEETS_REASSIGN: gettext("%(who)s gave %(what)s to another judge"),
        AuditAction.ACCESS_CARDS_MAKE: gettext("%(who)s made access cards"),
        AuditAction.ACCESS_CARDS_REVOKE: gettext("%(who)s closed an access card"),
        AuditAction.APPEALS_LODGE: gettext("%(who)s lodged an appeal"),
        AuditAction.APPEALS_DECIDE: gettext("%(who)s decided an appeal"),
        AuditAction.RESULTS_MAKE_OFFICIAL: gettext("%(who)s declared the results official"),
        AuditAction.RESULTS_FINALISE: gettext("%(who)s finalised the results"),
        AuditAction.RESULTS_PUBLISH: gettext("%(who)s published the results"),
        AuditAction.RESULTS_UNPUBLISH: gettext("%(who)s took the results down"),
        AuditAction.SECTIONS_CREATE: gettext("%(who)s created the section"),
        AuditAction.SECTIONS_COPY: gettext("%(who)s took over the set-up of another section"),
        AuditAction.SECTIONS_CHANGE: gettext("%(who)s changed the section"),
        **_deeds_of_setting_up(),
    }


def _deeds_of_setting_up() -> dict[str, str]:
    tasks, teams = gettext("%(who)s entered tasks and criteria"), gettext("%(who)s entered teams and their members")
    return {
        AuditAction.SECTION_IMPORT_TEAMS: teams,
        AuditAction.SECTION_IMPORT_PARTICIPANTS: teams,
        AuditAction.SECTION_IMPORT_TASKS: tasks,
        AuditAction.SECTION_IMPORT_CRITERIA: tasks,
        AuditAction.RUBRIC_CHANGES_APPLY: gettext("%(who)s changed the rubric"),
        AuditAction.SECTION_IMPORT_JUDGES: gettext("%(who)s entered judges"),
        AuditAction.SECTION_IMPORT_SCHEDULE: gettext("%(who)s entered the schedule"),
        AuditAction.SECTION_IMPORT_MARKS: gettext("%(who)s loaded marks"),
        AuditAction.RULES_SAVE: gettext("%(who)s changed the rules"),
        AuditAction.RULES_SIGN: gettext("%(who)s signed the rules"),
        AuditAction.CERTIFICATES_ISSUE: gettext("%(who)s issued certificates"),
    }


def latest() -> list[tuple[section_progress.Deed, str]]:
    """Return the latest deeds with their sentences."""
    words = deed_words()
    deeds = section_progress.latest_deeds(session(), g.section, words, 5)
    ids = {deed: int(deed.subject.partition(":")[2]) for deed in deeds if deed.subject.startswith("score_sheet:")}
    names = section_progress.sheet_names(session(), list(ids.values()))
    return [
        (deed, words[deed.action] % {"who": deed.who or gettext("The system"), "what": names.get(ids.get(deed, 0), "")})
        for deed in deeds
    ]
