"""Seeded random section folders, small and valid, with values chosen to provoke ties, borders, gaps and absences."""

import random
from collections.abc import Sequence

from tests.domain.oracle.random_keys import CHOICES, READING_KEYS, random_choice_key, random_key
from tests.domain.oracle.random_rules import random_rules
from tests.domain.oracle.writing import COLUMNS, Folder, Line

KEYS = ["T01", "T02", "T10", "T9", "NA", "007", "7", "b-1", "Ж3", "a 1", "None", "1e3"]
READINGS = [
    "4",
    "4.4",
    "4.5",
    "4.7",
    "4.75",
    "4.8",
    "4.85",
    "4.9",
    "4.95",
    "5",
    "5",
    "5.05",
    "5.1",
    "5.15",
    "5.2",
    "5.25",
    "5.3",
    "5.4",
    "5.5",
    "6",
    "6.5",
    "0",
    "-5",
    "-4.9",
    "0.1",
    "0.3",
    "0.5",
]


def random_folder(seed: int) -> Folder:
    """Make one folder; the same seed gives the same folder for ever."""
    return _Maker(seed).make()


class _Maker:
    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rng = random.Random(seed)
        self.folder: Folder = {name: [] for name in COLUMNS}

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def make(self) -> Folder:
        self.scale = self.rng.choice(["raw"] * 5 + ["percent", "percent", "best", "best", "z", "t"])
        self.calm = self.chance(0.7)
        self.odd = self.chance(0.1)
        self._teams()
        self._tasks()
        self._judges()
        self._keys()
        twins = self.chance(0.4)
        for team in self.folder["teams"]:
            self._marks_like(team, self.rng.randint(0, 2)) if twins else self._marks_of(team)
        self._by_hand()
        self.folder["rules"] = random_rules(self.rng, self.folder, self.scale)
        self.rng.shuffle(self.folder["marks"])
        if self.without_judges and self.chance(0.5):
            del self.folder["judges"]
        elif self.without_judges:
            self._name_judges_found()
        elif self.odd and self.chance(0.3):
            self._dismiss_judges()
        optional = ["keys", "samples", "penalties", "agreed_marks", "times", "extra_rounds", "awards", "rules"]
        return {name: lines for name, lines in self.folder.items() if lines or name not in optional or self.chance(0.3)}

    # teams, tasks, criteria

    def _teams(self) -> None:
        count = self.rng.randint(5, 9) if self.scale in ("z", "t") else self.rng.randint(2, 9)
        if self.chance(0.05):
            count = self.rng.randint(10, 30)
        keys = self.rng.sample([*KEYS, *(f"U{n}" for n in range(count - 9))], count)
        codes = self.rng.sample([*KEYS, *(f"C{n}" for n in range(30))], count) if self.chance(0.3) else [""] * count
        for key, code in zip(keys, codes, strict=False):
            status = self.rng.choice(["competing"] * 7 + ["", "", "guest", "guest", "withdrawn", "disqualified"])
            name = self.rng.choice(["", f"Team {key}", 'Jamoa "Ilgʻor", 1', "Команда; 2"])
            self.folder["teams"].append(
                {
                    "team": key,
                    "code": code,
                    "name": name,
                    "institution": self.rng.choice(["", "SamDTU", "Astana University"]),
                    "country": self.rng.choice(["", "UZ", "KZ"]),
                    "status": status,
                }
            )

    def _tasks(self) -> None:
        parts = self.rng.choice([[""], [""], ["lab", "theory"], ["lab", ""]])
        for code in self.rng.sample(["A", "B", "TITR", "Ъ"], self.rng.randint(1, 4)):
            judges = self.rng.choice([0, 1, 1, 2, 2, 3])
            method = self.rng.choice(["", "mean", "median", "trimmed", "lowest", "highest"])
            if method == "trimmed" and self.chance(0.95):
                judges = 3
            self.folder["tasks"].append(
                {
                    "task": code,
                    "part": self.rng.choice(parts),
                    "weight": self.rng.choice(["", "", "1", "2", "0.5", "1.5", "0.333"]),
                    "judges": str(judges) if judges != 1 else self.rng.choice(["", "1"]),
                    "method": method,
                    "drop": self.rng.choice(["", "1"]),
                    "by": self.rng.choice(["", "sheet", "criterion"]),
                }
            )
            for criterion in range(self.rng.randint(1, 4)):
                self._criterion(code, f"c{criterion}", first=criterion == 0)

    def _criterion(self, task: str, name: str, *, first: bool) -> None:
        kinds = ["points", "points", "check", "levels", "reading", "choice"] + ([] if first else ["penalty", "penalty"])
        if self.odd and self.chance(0.1):
            kinds = ["penalty"]
        kind = self.rng.choice(kinds)
        step = self.rng.choice(["", "0.5", "1", "0.25"]) if kind in ("points", "reading", "choice") else ""
        key = {
            "levels": self.rng.choice(["0=absent | 1=partly | 2=complete", "0=no|0.5=in part|1.5=yes, all", "0=-|2=+"]),
            "penalty": self.rng.choice(["", "each=1 free=1", "each=0.5", "free=2", "each=2 free=0"]),
            "reading": self._reading_key() if self.chance(0.9) else "",
            "choice": f"{self.rng.choice(CHOICES)} {random_choice_key(self.rng) if self.chance(0.8) else ''}".strip(),
        }.get(kind, "")
        critical = self.rng.choice(["", "", "", "", "no", "zero", "cap=50%", "cap=25%"])
        maximum = self.rng.choice(["1", "2", "2", "3", "4"] if step == "1" else ["1", "2", "2", "3", "4", "1.5"])
        if kind in ("levels", "reading") and float(maximum) < 2:
            maximum = "2"
        self.folder["criteria"].append(
            {
                "task": task,
                "criterion": name,
                "kind": kind,
                "maximum": maximum,
                "step": step,
                "critical": critical,
                "key": key,
            }
        )

    def _judges(self) -> None:
        self.without_judges = self.chance(0.3)
        self.judges: dict[tuple[str, str], list[str]] = {}
        self.practice = [] if self.without_judges or self.chance(0.7) else ["Yana"]
        for name in self.practice:
            self.folder["judges"].append({"judge": name, "kind": "practice"})
        if not self.without_judges and self.chance(0.2):
            self._panel()
            return
        for task in self.folder["tasks"]:
            wanted = int(task["judges"] or "1")
            have = max(0, wanted + self.rng.choice([0, 0, 0, 0, 0, 1] + ([] if self.calm else [-1])))
            names = [f"{task['task']}{n}" for n in range(have)] if wanted else []
            for team in self.folder["teams"]:
                self.judges[team["team"], task["task"]] = list(names)
            if not self.without_judges:
                self._judge_rows(task["task"], names)

    def _panel(self) -> None:
        """Let each judge take several tasks, or all where the cell is empty; tasks without sheets take none."""
        with_sheets = {task["task"]: [] for task in self.folder["tasks"] if task["judges"] != "0"}
        for name in self.rng.sample(["j10", "j2", "Ana", "ana", "Ю 1"], self.rng.randint(1, 3)):
            tasks = self.rng.choice(
                [[], list(with_sheets), self.rng.sample(sorted(with_sheets), len(with_sheets) // 2)]
            )
            for task in tasks or with_sheets:
                with_sheets[task].append(name)
            self.folder["judges"].append({"judge": name, "tasks": self.rng.choice([";", "; "]).join(tasks)})
        for task in self.folder["tasks"]:
            for team in self.folder["teams"]:
                self.judges[team["team"], task["task"]] = list(with_sheets.get(task["task"], []))

    def _judge_rows(self, task: str, names: Sequence[str]) -> None:
        keys = [team["team"] for team in self.folder["teams"]]
        for name in names:
            own = self.rng.sample(keys, len(keys) - 1) if self.chance(0.1) else keys
            for key in keys:
                if key not in own:
                    self.judges[key, task].remove(name)
            shown = [self._named(key) for key in own]
            self.folder["judges"].append(
                {
                    "judge": name,
                    "name": f"Judge {name}",
                    "tasks": task,
                    "teams": "" if own is keys else ";".join(shown),
                    "kind": self.rng.choice(["", "official"]),
                }
            )

    def _name_judges_found(self) -> None:
        """Without judges.csv the judges found in the marks count; write them down, which must give the same."""
        found = {(row["judge"], row["task"]): None for row in self.folder["marks"] if row.get("judge")}
        self.folder["judges"] = [{"judge": judge, "tasks": task} for judge, task in sorted(found)]

    def _dismiss_judges(self) -> None:
        """An empty judges.csv means nobody: only absences without a judge and agreed task marks are left."""
        self.folder["judges"] = []
        self.folder["marks"] = [row for row in self.folder["marks"] if not row.get("judge")]

    def _named(self, key: str) -> str:
        """Call a team by its key, or by its code where that is nobody's key."""
        codes = {team["team"]: team["code"] for team in self.folder["teams"]}
        return codes[key] if codes[key] and codes[key] not in codes and self.chance(0.5) else key

    def _keys(self) -> None:
        for criterion in self.folder["criteria"]:
            if criterion["kind"] not in ("reading", "choice"):
                continue
            for sample in ("", "S1", "S2"):
                if self.chance(0.2):
                    self._key_row(criterion, self._answer_key(criterion), sample)
            if criterion["kind"] == "choice" and "right=" in criterion["key"]:
                continue
            if (criterion["kind"] == "choice" or not criterion["key"]) and self.chance(0.9):
                keys = [k for k in self.folder["keys"] if k["criterion"] == criterion["criterion"] and not k["sample"]]
                if criterion["task"] not in [k["task"] for k in keys]:
                    self._key_row(criterion, self._answer_key(criterion), "")
        for task in self.folder["tasks"]:
            for team in self.folder["teams"]:
                if self.chance(0.2):
                    self._sample_row(team["team"], task["task"])

    def _answer_key(self, criterion: Line) -> str:
        return random_choice_key(self.rng) if criterion["kind"] == "choice" else self._reading_key()

    def _reading_key(self) -> str:
        return self.rng.choice(READING_KEYS) if self.chance(0.6) else random_key(self.rng)

    def _key_row(self, criterion: Line, key: str, sample: str) -> None:
        self.folder["keys"].append(
            {"task": criterion["task"], "criterion": criterion["criterion"], "key": key, "sample": sample}
        )

    def _sample_row(self, team: str, task: str) -> None:
        self.folder["samples"].append({"team": team, "task": task, "sample": self.rng.choice(["S1", "S2", "S3"])})

    # marks

    def _marks_like(self, team: Line, pattern: int) -> None:
        """Draw the same marks for every team of a pattern, so that many are tied."""
        own, self.rng = self.rng, random.Random(f"{self.seed}/{pattern}")
        self._marks_of(team)
        self.rng = own

    def _marks_of(self, team: Line) -> None:
        absent_everywhere = self.chance(0.08)
        self.good = self.rng.choice([0.5, 0.5, 0.5, 0.8, 1])
        for task in self.folder["tasks"]:
            code, judges = task["task"], self.judges[team["team"], task["task"]]
            if self.practice and task["judges"] != "0" and self.chance(0.5):
                self._sheet(team["team"], code, self.practice[0], judges=[])
            if absent_everywhere or self.chance(0.05):
                self._absent(team["team"], code, judges)
            else:
                self._sheets(team["team"], code, judges)

    def _absent(self, team: str, task: str, judges: list[str]) -> None:
        if self.chance(0.05):
            self._agreed(team, task, "", self._agreed_task_mark(task))
        elif self.chance(0.1):
            self._agree_on_criteria(team, task)
        if not judges or self.chance(0.5):
            self._mark(team, task, state="absent")
            return
        some = judges if self.chance(0.9) else judges[1:]
        for judge in some:
            criteria = [c["criterion"] for c in self.folder["criteria"] if c["task"] == task]
            for criterion in criteria if self.chance(0.3) else [""]:
                self._mark(team, task, judge=judge, criterion=criterion, state="absent")

    def _sheets(self, team: str, task: str, judges: list[str]) -> None:
        agreed = self.chance(0.08)
        if (agreed and self.chance(0.5)) or (not judges and self.chance(0.97)):
            self._agreed(team, task, "", self._agreed_task_mark(task))
        elif agreed:
            self._agree_on_criteria(team, task)
        for judge in judges:
            self._sheet(team, task, judge, judges=judges)

    def _agree_on_criteria(self, team: str, task: str) -> None:
        share = self.rng.choice([0.5, 1])
        for criterion in [c for c in self.folder["criteria"] if c["task"] == task]:
            if self.chance(share):
                self._agreed(team, task, criterion["criterion"], self._value(criterion))

    def _agreed_task_mark(self, task: str) -> str:
        own = [c for c in self.folder["criteria"] if c["task"] == task and c["kind"] != "penalty"]
        maximum = sum(float(criterion["maximum"]) for criterion in own)
        draws = ["0", "1", "1", "0.5", "0.75", f"{maximum:g}", "0.3333333", "0.125"]
        return self.rng.choice([draw for draw in draws if float(draw) <= maximum])

    def _sheet(self, team: str, task: str, judge: str, *, judges: list[str]) -> None:
        hole = 0 if self.calm else self.rng.choice([0, 0, 0, 0, 0.1])
        if hole and self.chance(0.2):
            return
        for criterion in [c for c in self.folder["criteria"] if c["task"] == task]:
            draw = self.rng.random()
            if draw < hole:
                if self.chance(0.5):
                    self._mark(team, task, judge=judge, criterion=criterion["criterion"])
            elif draw > 0.98:
                self._not_assessed(team, criterion, judge, judges)
            else:
                self._marked(team, criterion, judge)

    def _not_assessed(self, team: str, criterion: Line, judge: str, judges: list[str]) -> None:
        consequences = ["exclude", "exclude", "full", "full"] + ([] if self.calm else [""])
        others = len(judges) > 1 and judge == judges[0]
        self._mark(
            team,
            criterion["task"],
            judge=judge,
            criterion=criterion["criterion"],
            state="not_assessed",
            consequence=self.rng.choice(consequences + ["others"] * 3 * others),
            note="power cut",
        )

    def _marked(self, team: str, criterion: Line, judge: str) -> None:
        cells = {"judge": judge, "criterion": criterion["criterion"], "state": self.rng.choice(["", "marked"])}
        if criterion["kind"] == "choice":
            chosen = "|".join(self.rng.sample("ABCD", self.rng.choice([0, 1, 1, 2, 2, 3])))
            cells |= {"reading": chosen} if chosen else {"mark": "0"}
        elif criterion["kind"] != "reading":
            cells["mark"] = self._value(criterion)
        elif self.chance(0.05):
            cells |= {"mark": "0", "note": "no reading obtained"}
        else:
            cells["reading"] = "|".join(self.rng.choices(READINGS, k=self.rng.choice([1, 1, 2, 3, 4])))
        self._mark(team, criterion["task"], **cells)

    def _value(self, criterion: Line) -> str:
        """Draw what `mark` may hold, near the level of the team so that totals meet."""
        kind, maximum = criterion["kind"], float(criterion["maximum"])
        if kind == "penalty":
            return str(self.rng.choice([0, 0, 0, 1, 1, 2, 3, 6]))
        if kind == "check":
            return (
                self.rng.choice(["yes", criterion["maximum"]])
                if self.chance(self.good)
                else self.rng.choice(["no", "0"])
            )
        if kind == "levels":
            levels = [level.split("=")[0].strip() for level in criterion["key"].split("|")]
            return levels[-1] if self.chance(self.good) else self.rng.choice(levels)
        step = float(criterion["step"] or "0.5")
        steps = round(maximum / step)
        chosen = round(steps * self.good) if self.chance(0.8) else self.rng.randint(0, steps)
        text = f"{chosen * step:g}"
        return self.rng.choice([text, text, text, f"{chosen * step:.2f}"])

    def _mark(self, team: str, task: str, **cells: str) -> None:
        self.folder["marks"].append({"team": self._named(team), "task": task, **cells})

    def _agreed(self, team: str, task: str, criterion: str, mark: str) -> None:
        self.folder["agreed_marks"].append(
            {"team": team, "task": task, "criterion": criterion, "mark": mark, "reason": "settled", "by": "ben"}
        )

    # what is given by hand

    def _by_hand(self) -> None:
        for team in self.folder["teams"]:
            key = team["team"]
            for task in self.folder["tasks"]:
                if self.chance(0.08):
                    points = self.rng.choice(["0", "0.5", "1", "0.125", "9"])
                    self.folder["penalties"].append({"team": key, "task": task["task"], "points": points})
                if self.chance(0.3):
                    self.folder["times"].append(
                        {"team": key, "task": task["task"], "seconds": self.rng.choice(["0", "60", "61", "120"])}
                    )
            if self.scale not in ("z", "t") and self.chance(0.1):
                self.folder["penalties"].append(
                    {"team": key, "points": self.rng.choice(["0.5", "1", "20"]), "reason": "late"}
                )
            if self.chance(0.4):
                self.folder["extra_rounds"].append({"team": key, "rank": self.rng.choice(["1", "2", "3"]), "by": "ben"})
            if self.chance(0.06):
                for award in self.rng.sample(["Fastest", "Most active", "Best poster"], self.rng.randint(1, 2)):
                    self.folder["awards"].append({"team": key, "award": award, "reason": "jury"})
