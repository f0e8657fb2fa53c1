"""Numbers of sheets are drawn at random from all that an id column holds; every one of them can be marked."""

from olympiad.domain.choices import MarkState
from olympiad.domain.operations import Kind, Operation, Value
from olympiad.models.base import MOST_IDS


def test_an_operation_of_the_highest_number_is_well_formed():
    operation = Operation("a" * 32, 1, MOST_IDS - 1, Kind.MARK, 1, 1, None, Value(MarkState.MARKED, 1000))

    assert operation.sheet_id == MOST_IDS - 1
