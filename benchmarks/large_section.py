"""Section folders of any size, seeded, for measuring: teams × tasks × criteria × judges."""

import csv
import io
import random
import zipfile


def make_zip(teams: int, tasks: int = 8, criteria: int = 6, judges: int = 2, seed: int = 1) -> bytes:
    """Write a fully marked section as a ZIP of its CSV files."""
    rng = random.Random(seed)
    team_keys = [f"T{number:05d}" for number in range(1, teams + 1)]
    task_codes = [f"K{number}" for number in range(1, tasks + 1)]
    criterion_codes = [f"c{number}" for number in range(1, criteria + 1)]
    panel = {code: [f"{code}-{number}" for number in range(1, judges + 1)] for code in task_codes}
    files = {
        "teams": [["team", "name", "institution", "country"]]
        + [[key, f"Team {key}", f"University {int(key[1:]) % 84}", "UZ"] for key in team_keys],
        "tasks": [["task", "title", "judges", "disagreement", "disagreement_step"]]
        + [[code, f"Task {code}", str(judges), "-", "99"] for code in task_codes],
        "criteria": [["task", "criterion", "kind", "maximum", "step"]]
        + [[code, criterion, "points", "10", "0.5"] for code in task_codes for criterion in criterion_codes],
        "judges": [["judge", "name", "tasks"]]
        + [[judge, f"Judge {judge}", code] for code in task_codes for judge in panel[code]],
        "marks": [["team", "task", "judge", "criterion", "mark"]]
        + [
            [key, code, judge, criterion, str(rng.randrange(21) / 2)]
            for key in team_keys
            for code in task_codes
            for judge in panel[code]
            for criterion in criterion_codes
        ],
        "rules": [["key", "value"], ["award.I degree", "share=10%"], ["award.II degree", "share=30%"]],
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in files.items():
            text = io.StringIO(newline="")
            csv.writer(text, lineterminator="\n").writerows(rows)
            archive.writestr(f"{name}.csv", text.getvalue())
    return packed.getvalue()
