"""Codes of teams: short, never twice, longer where they would be crowded."""

from olympiad.services.sections import team_codes


def test_codes_are_a_letter_and_two_digits_none_of_which_looks_like_another() -> None:
    drawn = team_codes.draw(100, ())

    assert {len(code) for code in drawn} == {3}
    assert {code[0] for code in drawn} <= set(team_codes.LETTERS)
    assert set("".join(code[1:] for code in drawn)) <= set(team_codes.DIGITS)
    assert set(team_codes.LETTERS + team_codes.DIGITS) & set("BGILOQSUVZ01") == set()


def test_no_code_is_drawn_twice_or_taken_from_another_team() -> None:
    taken = team_codes.draw(200, ())

    drawn = team_codes.draw(50, taken)

    assert len(set(taken) | set(drawn)) == 250


def test_at_most_a_quarter_of_all_codes_is_used_then_they_get_longer() -> None:
    fits = len(team_codes.LETTERS) * len(team_codes.DIGITS) ** 2 // 4

    assert {len(code) for code in team_codes.draw(fits, ())} == {3}
    assert {len(code) for code in team_codes.draw(fits + 1, ())} == {4}
    assert {len(code) for code in team_codes.draw(1, [str(number) for number in range(fits)])} == {4}
