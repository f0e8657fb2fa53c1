"""Commands that work on files alone: no database, no secret, nothing written, started in a moment."""

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from flask import Flask

COMMANDS = {
    "rank": ("olympiad.cli.rank", "rank_command"),
    "statistics": ("olympiad.cli.statistics", "statistics_command"),
    "analyse": ("olympiad.cli.analyse", "analyse_command"),
}
"""Name of the command → where it stands."""


def asked_for(arguments: Sequence[str] = ()) -> str:
    """Return which of them `flask --app olympiad NAME …` was started for, if any.

    >>> asked_for(["/usr/bin/flask", "--app", "olympiad", "rank", "folder"])
    'rank'
    >>> asked_for(["/usr/bin/flask", "--app", "olympiad", "demo"]), asked_for(["gunicorn", "rank"])
    ('', '')
    """
    program, *rest = arguments or sys.argv
    if Path(program).stem not in ("flask", "__main__"):
        return ""
    values = iter(rest)
    for argument in values:
        if argument in ("--app", "-A", "--env-file", "-e"):
            next(values, None)
        elif not argument.startswith("-"):
            return argument if argument in COMMANDS else ""
    return ""


def add_to(app: Flask) -> Flask:
    """Register the commands on an application."""
    for module, name in COMMANDS.values():
        app.cli.add_command(getattr(import_module(module), name))
    return app
