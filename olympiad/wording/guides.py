"""The guides of all roles: before, during and after, each in a few steps; a step may name the page of which a picture is made."""

from collections.abc import Mapping
from typing import NamedTuple

from olympiad.domain.roles import Role
from olympiad.wording.catalogues import N_


class Step(NamedTuple):
    """One thing to do: its name, what it is, and the end of the address of the page that shows it."""

    title: str
    text: str
    page: str = ""


class Part(NamedTuple):
    """Steps of one time."""

    title: str
    steps: tuple[Step, ...]


BEFORE, AFTER = N_("Before"), N_("Afterwards")

GUIDES: Mapping[Role, tuple[Part, Part, Part]] = {
    Role.JUDGE: (
        Part(
            BEFORE,
            (
                Step(
                    N_("Scan your card"),
                    N_("Your score sheets open; the next team stands first. The card replaces a password: keep it."),
                    "score-sheets/",
                ),
                Step(
                    N_("Practise one sheet"),
                    N_("“Practice” shows a sheet of an invented team. What you mark there counts for nothing."),
                    "calibrations/",
                ),
                Step(
                    N_("Declare a conflict of interest"),
                    N_("Tell the organizers if you know a team. Its sheets go to another judge."),
                ),
            ),
        ),
        Part(
            N_("While you mark"),
            (
                Step(
                    N_("Compare the code"),
                    N_(
                        "The code on the screen and on the bench must be the same. You see no names and no "
                        "university: that is meant so."
                    ),
                    "score-sheets/",
                ),
                Step(
                    N_("Tap a mark; 0 is a mark too"),
                    N_(
                        "A dashed edge is not marked yet. A second tap never clears. “···” holds a note, "
                        "unsure and not assessed."
                    ),
                ),
                Step(
                    N_("No network? Go on"),
                    N_(
                        "Every mark is on this device first and is sent by itself. Do not sign out while something "
                        "waits."
                    ),
                ),
            ),
        ),
        Part(
            AFTER,
            (
                Step(
                    N_("Submit each sheet"),
                    N_("Submitting locks the sheet. For five minutes you may open it again yourself."),
                ),
                Step(
                    N_("Look for “All sent”"),
                    N_(
                        "Only then close the browser. If the network stays away, show the QR code or hand out the file."
                    ),
                ),
                Step(
                    N_("Answer what comes back"),
                    N_("The chief judge may return a sheet with a reason. It stands first in your list."),
                    "score-sheets/",
                ),
            ),
        ),
    ),
    Role.CLERK: (
        Part(
            BEFORE,
            (
                Step(N_("Sort the piles"), N_("One pile for each task and judge, in the order of the team codes.")),
                Step(N_("Open “Paper sheets”"), N_("Choose the task and the judge whose pile you have."), "keying/"),
            ),
        ),
        Part(
            N_("While you key"),
            (
                Step(
                    N_("Type row by row"),
                    N_("Each cell is saved by itself; a wrong one says why. An empty cell is not 0."),
                ),
                Step(
                    N_("Key what you read"),
                    N_("Do not mend what looks wrong: leave the cell empty and ask the chief judge."),
                ),
            ),
        ),
        Part(
            AFTER,
            (
                Step(
                    N_("Submit complete rows"),
                    N_("A row without gaps is handed over; the paper goes back to its pile."),
                ),
                Step(
                    N_("Let a second person key"),
                    N_("Where double keying is on, another person keys the same pile without seeing yours."),
                ),
            ),
        ),
    ),
    Role.CHIEF_JUDGE: (
        Part(
            BEFORE,
            (
                Step(
                    N_("Sign rules and rubric"),
                    N_("From the first mark on they change only with a reason, and are signed again."),
                    "rules/",
                ),
                Step(
                    N_("Check who marks what"),
                    N_("Every task needs its judges, and nobody marks the own institution."),
                    "judges/",
                ),
                Step(
                    N_("Let judges practise"),
                    N_("A practice shows before the day who reads the rubric differently."),
                    "calibrations/",
                ),
            ),
        ),
        Part(
            N_("While marking goes on"),
            (
                Step(N_("Watch the board"), N_("It shows which sheets are missing, and who owes them."), "board/"),
                Step(
                    N_("Settle differences"),
                    N_("Two sheets stand side by side. Choose a mark and write why; the reason stays on record."),
                    "moderation/",
                ),
                Step(
                    N_("Decide incidents"),
                    N_(
                        "More time, a repetition or full points: choose the remedy, and it is applied to all teams "
                        "that it concerns."
                    ),
                    "incidents/",
                ),
            ),
        ),
        Part(
            AFTER,
            (
                Step(
                    N_("Confirm the sums"),
                    N_("Whoever stands next to an award border is looked at by two people before anything is frozen."),
                    "results/",
                ),
                Step(
                    N_("Hear appeals"),
                    N_("Whoever marked the sheet does not decide. A decision makes a new version."),
                    "appeals/",
                ),
                Step(
                    N_("Release comments"),
                    N_("“Feedback to teams” lets teams read chosen comments and full-mark answers."),
                    "feedback/",
                ),
            ),
        ),
    ),
    Role.ORGANIZER: (
        Part(
            BEFORE,
            (
                Step(
                    N_("Load the lists"),
                    N_(
                        "Teams, tasks and judges come from a workbook; every problem is shown by row before anything "
                        "changes."
                    ),
                    "imports/",
                ),
                Step(
                    N_("Print cards and sheets"),
                    N_(
                        "Access cards for judges and leaders, score sheets on paper for the case that all devices fail."
                    ),
                    "documents/",
                ),
                Step(
                    N_("Set up the screens"),
                    N_("Each screen of the hall opens one address and needs no sign-in."),
                    "screens/",
                ),
            ),
        ),
        Part(
            N_("On the day"),
            (
                Step(
                    N_("Begin with the start page"),
                    N_("The first thing stands on top with its button, the others follow in their order."),
                    "",
                ),
                Step(
                    N_("Check teams in"),
                    N_("One tap for each team that comes. “Not here yet” shows whom to call."),
                    "check-in/",
                ),
                Step(
                    N_("Answer calls for help"),
                    N_("A call says who, where and why. Close it when it is done."),
                    "help-requests/",
                ),
                Step(
                    N_("Look after devices"),
                    N_("A device that holds marks is named until everything is sent."),
                    "devices/",
                ),
            ),
        ),
        Part(
            AFTER,
            (
                Step(
                    N_("Finalise"),
                    N_("The list of what is in the way must be empty; then a numbered version is frozen."),
                    "results/",
                ),
                Step(
                    N_("Hold the ceremony"),
                    N_("It reveals from the lowest award up, and publishes at its end if you wish."),
                    "ceremony/",
                ),
                Step(
                    N_("Issue certificates"),
                    N_("A page says first who gets one, and who is left out and why."),
                    "certificates/",
                ),
            ),
        ),
    ),
    Role.LEADER: (
        Part(
            BEFORE,
            (
                Step(N_("Read the schedule"), N_("The start page shows when your team works where."), ""),
                Step(
                    N_("Confirm the names"),
                    N_("Certificates print what the members confirm, in each script."),
                    "name-confirmations/mine",
                ),
            ),
        ),
        Part(
            N_("On the day"),
            (
                Step(N_("Carry the code"), N_("Judges know your team by its code alone.")),
                Step(
                    N_("Report at once"),
                    N_("Broken glass, a missing reagent, lost time: tell the judge while you are at the bench."),
                ),
            ),
        ),
        Part(
            AFTER,
            (
                Step(
                    N_("Read the report card"), N_("It shows where points were won and lost, criterion by criterion.")
                ),
                Step(
                    N_("Appeal in time"),
                    N_("The ring shows the minutes left. One appeal for each criterion, with the reason."),
                    "appeals/",
                ),
                Step(
                    N_("Fetch the certificates"),
                    N_("They stand on the start page as PDF as soon as they are issued."),
                    "",
                ),
            ),
        ),
    ),
    Role.PARTICIPANT: (
        Part(
            BEFORE,
            (
                Step(N_("Check your name"), N_("It is printed as you confirm it."), "name-confirmations/mine"),
                Step(
                    N_("Choose what may be published"),
                    N_("Under “My data”: name, marks and photographs. You may change it at any time."),
                ),
            ),
        ),
        Part(
            N_("On the day"),
            (Step(N_("Bring your card"), N_("It opens your team’s page on any phone, without a password.")),),
        ),
        Part(
            AFTER,
            (
                Step(
                    N_("See your result"),
                    N_("Place, points and award stand on the start page after the announcement."),
                    "",
                ),
                Step(N_("Fetch your certificate"), N_("It carries a number that everybody can check.")),
            ),
        ),
    ),
    Role.ADMINISTRATOR: (
        Part(
            BEFORE,
            (
                Step(N_("Set the address"), N_("Links and QR codes carry it; nothing is printed before.")),
                Step(N_("Invite organizers"), N_("Make an edition, then invite whoever organizes it.")),
            ),
        ),
        Part(
            N_("On the day"),
            (Step(N_("Look after copies"), N_("One is made each hour; keep one on another machine.")),),
        ),
        Part(
            AFTER,
            (
                Step(
                    N_("Verify the record"),
                    N_("The check names the first line that was changed beside the application."),
                ),
                Step(
                    N_("Remove personal data"),
                    N_("When the time of keeping is over, a purge empties names and texts for good."),
                ),
            ),
        ),
    ),
}
"""Role → before, during, after."""
