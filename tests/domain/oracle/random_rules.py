"""Draws the rules.csv of a random folder: scales, tie-break chains, award levels."""

import random

Line = dict[str, str]
LEVELS = ["gold", "silver", "bronze", "III degree"]


def random_rules(rng: random.Random, folder: dict[str, list[Line]], scale: str) -> list[Line]:
    """Draw rules that fit the folder's tasks and criteria."""
    drawn = {
        "scale": rng.choice(["", "raw"]) if scale == "raw" else scale,
        "decimals": rng.choice(["", "0", "0", "0", "1", "2", "3", "6"]),
        "task_decimals": rng.choice(["", "", "", "0", "1", "2"]),
        "penalty_floor": rng.choice(["", "yes", "no"]),
        "missing": rng.choice(["", "no_place", "zero", "zero"]),
        "no_show": rng.choice(["", "placed", "unplaced"]),
        "places": rng.choice(["", "1224", "1223", "1334", "fractional", "1224", "1234"]),
        "ties": _ties(rng, folder),
        "share_of": rng.choice(["", "present", "registered"]),
        "conflict": rng.choice(["", "warn", "forbid"]),
        "blind": rng.choice(["", "yes", "no"]),
    }
    if scale in ("z", "t"):
        drawn["sd"] = rng.choice(["", "population", "sample"])
    for part in {task["part"] for task in folder["tasks"]} - {""}:
        drawn[f"part.{part}"] = rng.choice(["", "1", "2", "0.5"])
    lines = [{"key": key, "value": value} for key, value in drawn.items() if value]
    rng.shuffle(lines)
    levels = rng.sample(LEVELS, rng.choice([0, 1, 2, 3, 3, 4]))
    return lines + [{"key": f"award.{level}", "value": random_conditions(rng, scale)} for level in levels]


def _ties(rng: random.Random, folder: dict[str, list[Line]]) -> str:
    criteria = [f"criterion:{c['task']}/{c['criterion']}" for c in folder["criteria"]]
    tasks = [f"task:{task['task']}" for task in folder["tasks"]]
    rules = [rng.choice(criteria), rng.choice(criteria), rng.choice(tasks)]
    rules += ["best_task", "tasks_won", "fewest_penalties", "least_time", "extra_round"]
    chain = rng.sample(sorted(set(rules)), rng.choice([0, 1, 2, 3, 4, 5]))
    return rng.choice([";", "; "]).join(chain)


def random_conditions(rng: random.Random, scale: str) -> str:
    chosen = []
    if rng.random() < 0.5:
        chosen.append(rng.choice(["share=10%", "share=30%", "share=33.3%", "share=50%", "share=60%", "share=100%"]))
    if rng.random() < 0.3:
        chosen.append(rng.choice(["count=1", "count=2", "count=3", "count=5"]))
    if rng.random() < 0.3:
        relative = ["total>=80%best", "total>=90%mean3", "total>=50%mean2", "total>=0%best"]
        absolute = {"z": ["0", "-0.5", "1"], "t": ["50", "45.5", "60"]}.get(scale, ["1", "3", "50", "0"])
        most = [] if scale in ("z", "t") else ["total>=50%max", "total>=80%max", "total>=33.3%max"]
        chosen.append(rng.choice(relative + [f"total>={least}" for least in absolute] + most))
    if rng.random() < 0.1:
        chosen.append("place=1")
    if rng.random() < 0.2:
        chosen.append(rng.choice(["cap=1", "cap=2", "cap=3"]))
    if rng.random() < 0.15:
        chosen.append(rng.choice(["from=3", "from=5", "from=6"]))
    if any(c.startswith(("share", "count")) for c in chosen) and rng.random() < 0.6:
        chosen.append("border=" + rng.choice(["at_most", "at_least", "nearest"]))
    rng.shuffle(chosen)
    return " ".join(chosen)
