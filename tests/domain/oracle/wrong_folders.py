"""Small section folders with exactly one known error each, and the `file:row` that a program must name."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from tests.domain.oracle.writing import Folder


@dataclass(frozen=True)
class WrongFolder:
    """`where` lists every place that has to be named; several rows of one error are all named."""

    name: str
    folder: Folder
    where: tuple[str, ...]


def sound_folder() -> Folder:
    """Return the folder without an error that all the others start from."""
    teams = [{"team": f"T{n}", "code": f"K{n}", "name": f"Team {n}", "status": "competing"} for n in (1, 2, 3)]
    tasks = [{"task": "A", "judges": "2"}, {"task": "B", "judges": "1"}, {"task": "P", "judges": "0"}]
    criteria = [
        {"task": "A", "criterion": "yield", "kind": "points", "maximum": "10", "step": "0.5"},
        {"task": "A", "criterion": "clean", "kind": "check", "maximum": "2"},
        {"task": "A", "criterion": "level", "kind": "levels", "maximum": "2", "key": "0=no|1=partly|2=yes"},
        {"task": "A", "criterion": "ph", "kind": "reading", "maximum": "4", "key": "value=5 full=2% zero=20%"},
        {"task": "A", "criterion": "spilt", "kind": "penalty", "maximum": "3", "key": "each=1 free=1"},
        {"task": "B", "criterion": "c", "kind": "points", "maximum": "5", "step": "0.001"},
        {"task": "P", "criterion": "theory", "kind": "points", "maximum": "50"},
    ]
    judges = [{"judge": "J1", "tasks": "A"}, {"judge": "J2", "tasks": "A"}, {"judge": "J3", "tasks": "B"}]
    judges.append({"judge": "X", "tasks": "A", "kind": "practice"})
    given = {"yield": "7.5", "clean": "2", "level": "1", "spilt": "1"}
    marks = []
    for team in ("T1", "T2", "T3"):
        for judge in ("J1", "J2"):
            marks += [_mark(team, "A", judge, criterion, mark=mark) for criterion, mark in given.items()]
            marks.append(_mark(team, "A", judge, "ph", reading="5|5.1"))
        marks.append(_mark(team, "B", "J3", "c", mark={"T1": "3", "T2": "4", "T3": "2"}[team]))
    marks.append(_mark("T1", "A", "X", "yield", mark="1"))
    return {
        "teams": teams,
        "tasks": tasks,
        "criteria": criteria,
        "keys": [{"task": "A", "criterion": "ph", "key": "value=6 full=2% zero=20%", "sample": "S1"}],
        "samples": [{"team": "T2", "task": "A", "sample": "S1"}],
        "judges": judges,
        "marks": marks,
        "penalties": [{"team": "T1", "task": "B", "points": "0.5", "reason": "late"}],
        "agreed_marks": [{"team": f"T{n}", "task": "P", "mark": str(20 + n), "by": "ben"} for n in (1, 2, 3)],
        "times": [{"team": "T1", "task": "A", "seconds": "300"}],
        "extra_rounds": [{"team": "T1", "rank": "1"}],
        "awards": [{"team": "T1", "award": "Fastest", "reason": "jury"}],
        "rules": [
            {"key": "decimals", "value": "2"},
            {"key": "ties", "value": "task:A;extra_round"},
            {"key": "award.gold", "value": "share=30%"},
        ],
    }


def _mark(team: str, task: str, judge: str, criterion: str, **cells: str) -> dict[str, str]:
    return {"team": team, "task": task, "judge": judge, "criterion": criterion, **cells}


# row numbers of marks.csv in the sound folder: T1's sheet by J1 has its yield, clean, level, spilt, ph in rows 2 to 6
CHANGED: list[tuple[str, str, int, dict[str, str]]] = [
    ("team key empty", "teams", 3, {"team": ""}),
    ("status unknown", "teams", 3, {"status": "competes"}),
    ("weight 0", "tasks", 2, {"weight": "0"}),
    ("weight negative", "tasks", 2, {"weight": "-1"}),
    ("weight a word", "tasks", 2, {"weight": "two"}),
    ("judges negative", "tasks", 3, {"judges": "-1"}),
    ("judges not whole", "tasks", 3, {"judges": "1.5"}),
    ("method unknown", "tasks", 2, {"method": "average"}),
    ("by unknown", "tasks", 2, {"by": "judge"}),
    ("drop not whole", "tasks", 2, {"drop": "x", "method": "trimmed"}),
    ("task code empty", "tasks", 3, {"task": ""}),
    ("kind unknown", "criteria", 2, {"kind": "score"}),
    ("kind empty", "criteria", 2, {"kind": ""}),
    ("maximum empty", "criteria", 2, {"maximum": ""}),
    ("maximum a word", "criteria", 2, {"maximum": "ten"}),
    ("maximum negative", "criteria", 2, {"maximum": "-10"}),
    ("step 0", "criteria", 2, {"step": "0"}),
    ("step negative", "criteria", 2, {"step": "-0.5"}),
    ("critical unknown", "criteria", 2, {"critical": "yes"}),
    ("levels without a key", "criteria", 4, {"key": ""}),
    ("levels not distinct", "criteria", 4, {"key": "0=no|1=partly|1=yes"}),
    ("level above the maximum", "criteria", 4, {"key": "0=no|1=partly|3=yes"}),
    ("value without full and zero", "criteria", 5, {"key": "value=5"}),
    ("value without zero", "criteria", 5, {"key": "value=5 full=2%"}),
    ("zero below full", "criteria", 5, {"key": "value=5 full=20% zero=2%"}),
    ("relative tolerance of 0", "criteria", 5, {"key": "value=0 full=2% zero=20%"}),
    ("experts with value", "criteria", 5, {"key": "value=5 experts=1|2|3 full=2..2 zero=1..3 each=1"}),
    ("too few experts", "criteria", 5, {"key": "experts=1|2|3 full=2..3 zero=1..4 each=1"}),
    ("replicates unknown", "criteria", 5, {"key": "value=5 full=2% zero=20% replicates=first"}),
    ("round unknown", "criteria", 5, {"key": "value=5 full=2% zero=20% round=up"}),
    ("key part unknown", "criteria", 5, {"key": "value=5 full=2% zero=20% colour=red"}),
    ("key value a word", "criteria", 5, {"key": "value=five full=2% zero=20%"}),
    ("penalty each negative", "criteria", 6, {"key": "each=-1"}),
    ("keys.csv: key wrong", "keys", 2, {"key": "value=6 full=20% zero=2%"}),
    ("keys.csv: task unknown", "keys", 2, {"task": "Q"}),
    ("keys.csv: criterion unknown", "keys", 2, {"criterion": "q"}),
    ("samples: team unknown", "samples", 2, {"team": "T9"}),
    ("samples: team by code", "samples", 2, {"team": "K1"}),
    ("samples: task unknown", "samples", 2, {"task": "Q"}),
    ("judges: task unknown", "judges", 4, {"tasks": "B;Q"}),
    ("judges: team unknown", "judges", 4, {"teams": "T1;T2;T3;T9"}),
    ("judges: kind unknown", "judges", 5, {"kind": "trainee"}),
    ("marks: team unknown", "marks", 2, {"team": "T9"}),
    ("marks: task unknown", "marks", 2, {"task": "Q"}),
    ("marks: criterion unknown", "marks", 2, {"criterion": "q"}),
    ("marks: judge not expected", "marks", 2, {"judge": "J3"}),
    ("marks: judge unknown", "marks", 2, {"judge": "J9"}),
    ("marks: judge empty", "marks", 2, {"judge": ""}),
    ("marks: above the maximum", "marks", 2, {"mark": "10.5"}),
    ("marks: negative", "marks", 2, {"mark": "-0.5"}),
    ("marks: between steps", "marks", 2, {"mark": "7.3"}),
    ("marks: a word", "marks", 2, {"mark": "good"}),
    ("marks: two separators", "marks", 2, {"mark": "1.234.5"}),
    ("marks: thousands separator", "marks", 2, {"mark": "1 000"}),
    ("marks: exponent", "marks", 2, {"mark": "1e0"}),
    ("marks: no digit before the separator", "marks", 2, {"mark": ".5"}),
    ("marks: not a number of Python's", "marks", 2, {"mark": "7_5"}),
    ("marks: nan", "marks", 2, {"mark": "nan"}),
    ("marks: four decimals", "marks", 12, {"mark": "3.0005"}),
    ("marks: check neither 0 nor the maximum", "marks", 3, {"mark": "1"}),
    ("marks: no such level", "marks", 4, {"mark": "0.5"}),
    ("marks: occurrences not whole", "marks", 5, {"mark": "1.5"}),
    ("marks: occurrences negative", "marks", 5, {"mark": "-1"}),
    ("marks: yes where points belong", "marks", 2, {"mark": "yes"}),
    ("marks: reading where points belong", "marks", 2, {"reading": "5"}),
    ("marks: reading a word", "marks", 6, {"reading": "5|red"}),
    ("marks: mark differs from the reading", "marks", 6, {"mark": "3"}),
    ("marks: mark without a reading", "marks", 6, {"mark": "3", "reading": ""}),
    ("marks: mark 0 without a reading or a note", "marks", 6, {"mark": "0", "reading": ""}),
    ("marks: marked without a mark", "marks", 2, {"mark": "", "state": "marked"}),
    ("marks: state unknown", "marks", 2, {"state": "done"}),
    ("marks: mark beside not assessed", "marks", 2, {"state": "not_assessed", "consequence": "full"}),
    ("marks: consequence unknown", "marks", 2, {"mark": "", "state": "not_assessed", "consequence": "zero"}),
    ("marks: bad mark of a practice judge", "marks", 35, {"mark": "11"}),
    ("penalties: team unknown", "penalties", 2, {"team": "T9"}),
    ("penalties: task unknown", "penalties", 2, {"task": "Q"}),
    ("penalties: negative", "penalties", 2, {"points": "-1"}),
    ("penalties: empty", "penalties", 2, {"points": ""}),
    ("penalties: four decimals", "penalties", 2, {"points": "0.0625"}),
    ("agreed: team unknown", "agreed_marks", 3, {"team": "T9"}),
    ("agreed: team by code", "agreed_marks", 3, {"team": "K2"}),
    ("agreed: task unknown", "agreed_marks", 3, {"task": "Q"}),
    ("agreed: criterion unknown", "agreed_marks", 3, {"criterion": "q"}),
    ("agreed: above the task maximum", "agreed_marks", 3, {"mark": "50.01"}),
    ("agreed: negative", "agreed_marks", 3, {"mark": "-1"}),
    ("agreed: empty", "agreed_marks", 3, {"mark": ""}),
    ("agreed: a word", "agreed_marks", 3, {"mark": "half"}),
    ("times: team unknown", "times", 2, {"team": "T9"}),
    ("times: task unknown", "times", 2, {"task": "Q"}),
    ("times: negative", "times", 2, {"seconds": "-1"}),
    ("times: a clock", "times", 2, {"seconds": "5:00"}),
    ("extra rounds: team unknown", "extra_rounds", 2, {"team": "T9"}),
    ("extra rounds: rank a word", "extra_rounds", 2, {"rank": "first"}),
    ("extra rounds: rank 0", "extra_rounds", 2, {"rank": "0"}),
    ("awards: team unknown", "awards", 2, {"team": "T9"}),
    ("awards: award empty", "awards", 2, {"award": ""}),
    ("awards: reason empty", "awards", 2, {"reason": ""}),
    ("rules: key unknown", "rules", 2, {"key": "decimal"}),
    ("rules: decimals a word", "rules", 2, {"value": "two"}),
    ("rules: decimals negative", "rules", 2, {"value": "-1"}),
    ("rules: tie-break unknown", "rules", 3, {"value": "task:A;by_name"}),
    ("rules: tie-break of an unknown task", "rules", 3, {"value": "task:Q"}),
    ("rules: tie-break of an unknown criterion", "rules", 3, {"value": "criterion:A/q"}),
    ("rules: condition unknown", "rules", 4, {"value": "share=30% colour=red"}),
    ("rules: share a word", "rules", 4, {"value": "share=some"}),
    ("rules: border unknown", "rules", 4, {"value": "share=30% border=middle"}),
    ("rules: only place=1 is a condition", "rules", 4, {"value": "place=2"}),
    ("rules: award without a name", "rules", 4, {"key": "award."}),
]

ADDED: list[tuple[str, str, dict[str, str], tuple[str, ...]]] = [
    ("team twice", "teams", {"team": "T1", "code": "K4"}, ("teams.csv:2", "teams.csv:5")),
    ("code twice", "teams", {"team": "T4", "code": "K1"}, ("teams.csv:2", "teams.csv:5")),
    ("task twice", "tasks", {"task": "A", "judges": "2"}, ("tasks.csv:2", "tasks.csv:5")),
    (
        "criterion twice",
        "criteria",
        {"task": "B", "criterion": "c", "kind": "points", "maximum": "5", "step": "0.001"},
        ("criteria.csv:7", "criteria.csv:9"),
    ),
    (
        "criterion of an unknown task",
        "criteria",
        {"task": "Q", "criterion": "c", "kind": "points", "maximum": "5"},
        ("criteria.csv:9",),
    ),
    ("judge twice", "judges", {"judge": "J1", "tasks": "B"}, ("judges.csv:2", "judges.csv:6")),
    ("judge empty", "judges", {"name": "Nobody", "tasks": "B"}, ("judges.csv:6",)),
    (
        "key twice",
        "keys",
        {"task": "A", "criterion": "ph", "key": "value=7 full=2% zero=20%", "sample": "S1"},
        ("keys.csv:2", "keys.csv:3"),
    ),
    ("sample twice", "samples", {"team": "T2", "task": "A", "sample": "S2"}, ("samples.csv:2", "samples.csv:3")),
    ("cell twice", "marks", _mark("T1", "A", "J1", "yield", mark="7.5"), ("marks.csv:2", "marks.csv:36")),
    ("cell twice, by code", "marks", _mark("K1", "A", "J1", "yield", mark="7.5"), ("marks.csv:2", "marks.csv:36")),
    ("absent against marked", "marks", _mark("T3", "B", "", "", state="absent"), ("marks.csv:34", "marks.csv:36")),
    ("mark of a task without sheets", "marks", _mark("T1", "P", "J1", "theory", mark="5"), ("marks.csv:36",)),
    ("rule twice", "rules", {"key": "decimals", "value": "3"}, ("rules.csv:2", "rules.csv:5")),
    ("scale unknown", "rules", {"key": "scale", "value": "ratio"}, ("rules.csv:5",)),
    ("sd unknown", "rules", {"key": "sd", "value": "both"}, ("rules.csv:5",)),
    ("places unknown", "rules", {"key": "places", "value": "1123"}, ("rules.csv:5",)),
    ("penalty_floor unknown", "rules", {"key": "penalty_floor", "value": "maybe"}, ("rules.csv:5",)),
    ("missing unknown", "rules", {"key": "missing", "value": "0"}, ("rules.csv:5",)),
    ("no_show unknown", "rules", {"key": "no_show", "value": "no"}, ("rules.csv:5",)),
    ("share_of unknown", "rules", {"key": "share_of", "value": "all"}, ("rules.csv:5",)),
    ("conflict unknown", "rules", {"key": "conflict", "value": "allow"}, ("rules.csv:5",)),
    ("task_decimals a word", "rules", {"key": "task_decimals", "value": "x"}, ("rules.csv:5",)),
    (
        "task and criterion agreed",
        "agreed_marks",
        {"team": "T1", "task": "P", "criterion": "theory", "mark": "5"},
        ("agreed_marks.csv:2", "agreed_marks.csv:5"),
    ),
    (
        "agreed twice",
        "agreed_marks",
        {"team": "T1", "task": "P", "mark": "5"},
        ("agreed_marks.csv:2", "agreed_marks.csv:5"),
    ),
    (
        "agreed above the criterion's maximum",
        "agreed_marks",
        {"team": "T1", "task": "A", "criterion": "yield", "mark": "11"},
        ("agreed_marks.csv:5",),
    ),
    (
        "agreed criterion with four decimals",
        "agreed_marks",
        {"team": "T1", "task": "B", "criterion": "c", "mark": "1.0005"},
        ("agreed_marks.csv:5",),
    ),
    (
        "agreed occurrences not whole",
        "agreed_marks",
        {"team": "T1", "task": "A", "criterion": "spilt", "mark": "1.5"},
        ("agreed_marks.csv:5",),
    ),
    ("extra round twice", "extra_rounds", {"team": "T1", "rank": "2"}, ("extra_rounds.csv:2", "extra_rounds.csv:3")),
]


def wrong_folders() -> Iterator[WrongFolder]:
    """Return every folder with one error."""
    for name, file, row, cells in CHANGED:
        folder = sound_folder()
        folder[file][row - 2].update(cells)
        yield WrongFolder(name, folder, (f"{file}.csv:{row}",))
    for name, file, line, where in ADDED:
        folder = sound_folder()
        folder[file].append(dict(line))
        yield WrongFolder(name, folder, where)
    yield from _others()
    yield from _scales()


def _others() -> Iterator[WrongFolder]:
    """`others` with nobody else: of one judge in B, or where the second judge did not assess either."""
    cells = {"mark": "", "state": "not_assessed", "consequence": "others"}
    folder = sound_folder()
    folder["marks"][10].update(cells)
    yield WrongFolder("others without another sheet", folder, ("marks.csv:12",))
    folder = sound_folder()
    folder["marks"][0].update(cells)
    folder["marks"][5].update(cells | {"consequence": "full"})
    yield WrongFolder("others without another mark", folder, ("marks.csv:2",))
    folder = sound_folder()
    absent = [{**line, "mark": "", "reading": "", "state": "absent"} for line in folder["marks"][5:10]]
    folder["marks"][5:10] = absent
    yield WrongFolder("one judge says absent", folder, tuple(f"marks.csv:{row}" for row in range(2, 12)))


def _scales() -> Iterator[WrongFolder]:
    folder = sound_folder()
    z = {"key": "scale", "value": "z"}
    folder["marks"][0]["mark"] = "8"
    folder["marks"][11]["mark"] = "9"
    folder["rules"].append(z)
    with_penalty, with_maximum, without_spread = deepcopy(folder), deepcopy(folder), deepcopy(folder)
    with_penalty["penalties"].append({"team": "T1", "points": "1"})
    yield WrongFolder("section penalty with z", with_penalty, ("penalties.csv:3",))
    with_maximum["rules"][2]["value"] = "total>=50%max"
    yield WrongFolder("%max with z", with_maximum, ("rules.csv:4",))
    for line in without_spread["agreed_marks"]:
        line["mark"] = "20"
    yield WrongFolder("z without spread", without_spread, ("rules.csv:5",))
    two = deepcopy(folder)
    two["teams"][2]["status"] = "guest"
    yield WrongFolder("z with two teams", two, ("rules.csv:5",))
    tied = sound_folder()
    tied["rules"][1]["value"] = "task:P"
    tied["rules"].append({"key": "places", "value": "1234"})
    for line in tied["agreed_marks"]:
        line["mark"] = "20"
    tied["marks"][10]["mark"] = "2.5"
    tied["marks"][32]["mark"] = "2"
    yield WrongFolder("1234 with a tie", tied, ("rules.csv:5",))
