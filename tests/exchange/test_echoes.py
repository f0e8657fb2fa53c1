"""Problems that only follow from another one are left out; all others stay."""

from olympiad.exchange.echoes import without_echoes
from olympiad.exchange.tables import Problem, Row, Table

MARK = Row(2, {"team": "T01", "task": "A", "judge": "cem", "criterion": "yield"})
MARKS = Table("marks.csv", tuple(MARK.cells), (MARK,))
UNKNOWN = Problem("marks.csv", 2, "criterion", "criterion_unknown", {"found": "yield"})


def criteria(number: int, name: str) -> Table:
    return Table("criteria.csv", ("task", "criterion"), (Row(number, {"task": "A", "criterion": name}),))


def test_leave_out_a_mark_of_a_criterion_whose_row_is_wrong():
    cause = Problem("criteria.csv", 2, "maximum", "not_a_number", {"found": "ten"})

    assert without_echoes([cause, UNKNOWN], {"marks": MARKS, "criteria": criteria(2, "yield")}) == [cause]


def test_keep_a_mark_of_a_criterion_that_stands_nowhere():
    other = Problem("criteria.csv", 2, "maximum", "not_a_number", {"found": "ten"})

    told = without_echoes([other, UNKNOWN], {"marks": MARKS, "criteria": criteria(2, "purity")})

    assert told == [other, UNKNOWN]


def test_keep_a_mark_beside_a_note_on_its_criterion():
    note = Problem("criteria.csv", 2, "label", "column_unknown", is_note=True)

    told = without_echoes([note, UNKNOWN], {"marks": MARKS, "criteria": criteria(2, "yield")})

    assert told == [note, UNKNOWN]


def test_keep_a_mark_beside_a_row_that_is_not_in_the_file():
    """Rows of the database have number 0 and are not told in an import."""
    stored = Problem("criteria.csv", 0, "maximum", "not_a_number")

    told = without_echoes([stored, UNKNOWN], {"marks": MARKS, "criteria": criteria(0, "yield")})

    assert told == [stored, UNKNOWN]


def test_leave_out_what_refers_to_a_file_that_cannot_be_read():
    cause = Problem("criteria.csv", 1, "kind", "column_missing")

    assert without_echoes([cause, UNKNOWN], {"marks": MARKS}) == [cause]


def test_leave_out_a_level_only_when_the_key_is_wrong():
    level = Problem("marks.csv", 2, "mark", "mark_not_a_level", {"found": "7"})
    key = Problem("criteria.csv", 2, "key", "levels_missing")
    critical = Problem("criteria.csv", 2, "critical", "critical_unknown")
    tables = {"marks": MARKS, "criteria": criteria(2, "yield")}

    assert without_echoes([key, level], tables) == [key]
    assert without_echoes([critical, level], tables) == [critical, level]
