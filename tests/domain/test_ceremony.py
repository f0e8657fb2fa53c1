"""The order of a ceremony: from the lowest award to the winner, places together, special awards where the jury wants them."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from olympiad.domain.ceremony import ON_A_PICTURE, Order, Standing, Step, StepKind, When, invented, steps


def placed(team: str, place: int, award: str = "", height: int = 0, *special: str) -> Standing:
    return Standing(team, Fraction(place), award, height, special)


FIELD = (
    placed("A", 1, "I", 1),
    placed("B", 2, "II", 2, "Fastest"),
    placed("C", 3, "III", 3),
    placed("D", 3, "III", 3),
    placed("E", 5, "III", 3),
    placed("F", 6),
    Standing("G", None, special=("Most active",)),
)


def told(found: tuple[Step, ...]) -> list[tuple[str, str, str]]:
    return [(str(step.kind), step.award, "".join(step.teams)) for step in found]


def test_levels_rise_from_the_lowest_and_a_shared_place_is_one_step():
    assert told(steps(FIELD, institutions=["SamSMU"])) == [
        ("opening", "", ""),
        ("special", "Fastest", "B"),
        ("special", "Most active", "G"),
        ("award", "III", "E"),
        ("reveal", "III", "E"),
        ("reveal", "III", "CD"),
        ("award", "II", "B"),
        ("reveal", "II", "B"),
        ("institutions", "", "SamSMU"),
        ("award", "I", "A"),
        ("reveal", "I", "A"),
        ("closing", "", ""),
    ]


def test_only_the_best_place_is_the_winner():
    assert [step.teams for step in steps(FIELD) if step.is_winner] == [("A",)]


def test_the_jury_chooses_a_card_before_each_place_and_what_is_shown_together():
    each = steps(FIELD, Order(card_before_each=True, special=When.NEVER))
    together = steps(FIELD, Order(together=frozenset({"III"}), special=When.LAST))

    assert told(each)[1:5] == [
        ("award", "III", "E"),
        ("reveal", "III", "E"),
        ("award", "III", "CD"),
        ("reveal", "III", "CD"),
    ]
    assert told(together)[1:3] == [("award", "III", "ECD"), ("together", "III", "ECD")]
    assert told(together)[-3:-1] == [("special", "Fastest", "B"), ("special", "Most active", "G")]


def test_pages_shown_together_split_no_shared_place_that_fits_on_one():
    field = [placed(f"T{at:02}", at if at < 7 else 7, "III", 3) for at in range(1, 12)]

    pages = [step.teams for step in steps(field, Order(together=frozenset({"III"}))) if step.kind is StepKind.TOGETHER]

    assert [len(page) for page in pages] == [8, 3]
    assert pages[0] == ("T07", "T08", "T09", "T10", "T11", "T06", "T05", "T04")


def test_without_awards_the_three_best_places_are_revealed():
    field = [placed("A", 1), placed("B", 2), placed("C", 2), placed("D", 4), placed("E", 5)]

    assert told(steps(field))[1:-1] == [("reveal", "", "D"), ("reveal", "", "BC"), ("reveal", "", "A")]


def test_nothing_to_reveal_is_an_opening_and_a_closing():
    assert told(steps([])) == [("opening", "", ""), ("closing", "", "")]


def test_a_rehearsal_has_a_shared_place_and_none_of_the_real_teams():
    kinds = [step.kind for step in steps(invented(["I", "II", "III"]))]

    assert kinds.count(StepKind.AWARD) == 3
    assert [len(step.teams) for step in steps(invented(["I"])) if step.kind is StepKind.REVEAL] == [2, 1]


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(0, 3)), max_size=14),
    st.sets(st.sampled_from(["1", "2", "3"])),
    st.booleans(),
)
def test_every_awarded_team_is_revealed_once_and_never_after_a_better_one(rows, together, each):
    heights = dict(rows)  # equal places never have different awards
    field = [placed(f"T{at}", place, str(heights[place] or ""), heights[place]) for at, (place, _) in enumerate(rows)]

    found = steps(field, Order(card_before_each=each, together=frozenset(together)))

    shown = [team for step in found if step.kind in (StepKind.REVEAL, StepKind.TOGETHER) for team in step.teams]
    by_team = {one.team: one for one in field}
    order = [(-by_team[team].height, -by_team[team].place) for team in shown]
    assert order == sorted(order)
    assert len(shown) == len(set(shown))
    if any(one.height for one in field):
        assert set(shown) == {one.team for one in field if one.height}
    assert all(len(step.teams) <= ON_A_PICTURE for step in found if step.kind is StepKind.TOGETHER)
