"""Compares `rank` with the oracle on many random folders: python -m tests.domain.oracle.compare --seeds 0 20000."""

import argparse
import difflib
import random
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from tests.domain.oracle.folders import random_folder
from tests.domain.oracle.ranker import ranking_csv
from tests.domain.oracle.tables import RefusedError
from tests.domain.oracle.writing import Folder, write_folder, write_workbook, write_zip


@dataclass(frozen=True)
class Answer:
    """What a program says about a folder: its exit code, its standard output and its standard error."""

    code: int
    out: str
    problems: str = ""


def product(path: Path) -> Answer:
    """Ask the product's command."""
    from olympiad.cli.rank import rank_command  # why: this module is collected for doctests even without the command

    result = CliRunner().invoke(rank_command, [str(path)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Answer(result.exit_code, result.stdout, result.stderr)


def oracle(path: Path) -> Answer:
    """Ask the oracle; the places that a refusal must name stand in `problems`."""
    try:
        return Answer(0, ranking_csv(path))
    except RefusedError as refusal:
        return Answer(1, "", "\n".join(refusal.where) or str(refusal))


def write_somehow(folder: Folder, at: Path, seed: int) -> list[Path]:
    """Write the folder plain for the oracle, and for the product in one of the forms that mean the same."""
    rng = random.Random(seed)
    plain = write_folder(folder, at / "plain")
    forms = [plain]
    if seed % 3 == 1:
        forms.append(write_folder(folder, at / "respelt", rng))
    elif seed % 30 == 2:
        forms.append(write_workbook(folder, at / "book.xlsx", as_numbers=rng.random() < 0.5))
    elif seed % 30 == 5:
        forms.append(write_zip(folder, at / "folder.zip", rng))
    return forms


def difference(seed: int, at: Path) -> str:
    """Return where the product and the oracle differ on the folder of this seed; empty where they agree."""
    forms = write_somehow(random_folder(seed), at, seed)
    expected = oracle(forms[0])
    for form in forms:
        try:
            got = product(form)
        except Exception as failure:
            return f"{form}: {failure!r}"
        if got.code != expected.code:
            return f"{form}: exit {got.code}, not {expected.code}\n{got.problems[:400]}{expected.problems}"
        if got.out != expected.out:
            return f"{form}\n" + "\n".join(difflib.ndiff(expected.out.splitlines(), got.out.splitlines()))
        if expected.problems.startswith("marks.csv") and expected.problems not in got.problems:
            return f"{form}: {expected.problems} is not named\n{got.problems}"
    return ""


def main() -> None:
    """Compare a range of seeds and show the first differences; their folders are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", nargs=2, type=int, default=(0, 1000), metavar=("FROM", "TO"))
    parser.add_argument("--show", type=int, default=5, help="stop after so many differences")
    options = parser.parse_args()
    found = 0
    for seed in range(*options.seeds):
        at = Path(tempfile.mkdtemp(prefix=f"seed-{seed}-"))
        text = difference(seed, at)
        if not text:
            shutil.rmtree(at)
            continue
        found += 1
        print(f"=== seed {seed}\n{text}\n")
        if found == options.show:
            break
    print(f"{found} differences in {seed + 1 - options.seeds[0]} folders")


if __name__ == "__main__":
    main()
