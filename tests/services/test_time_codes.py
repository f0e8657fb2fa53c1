"""Codes of an authenticator: those of RFC 6238, in a neighbouring half minute too, and none a second time."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from olympiad.services.people import time_codes

SHARED = b"12345678901234567890"
NOW = datetime(2026, 12, 5, 12, tzinfo=UTC)
PRESENT = time_codes.step_at(NOW)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, the last six digits."""
    moment = datetime.fromtimestamp(seconds, UTC)

    assert time_codes.code_at(SHARED, time_codes.step_at(moment)) == code


def test_a_step_lasts_half_a_minute() -> None:
    steps = [time_codes.step_at(NOW + timedelta(seconds=seconds)) - PRESENT for seconds in (-1, 0, 29, 30)]

    assert steps == [-1, 0, 0, 1]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("287082", "287082"),
        (" 287 082\n", "287082"),
        ("287-082", "287082"),
        ("28708", None),
        ("2870820", None),
        ("28708a", None),
        ("٢٨٧٠٨٢", None),
        ("²87082", None),
        ("", None),
    ],
)
def test_six_digits_are_read_whatever_stands_between_them_and_nothing_else(typed: str, read: str | None) -> None:
    assert time_codes.read_code(typed) == read


@pytest.mark.parametrize(("drift", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_a_step_late_or_early(drift: int, is_taken: bool) -> None:
    code = time_codes.code_at(SHARED, PRESENT + drift)

    found = time_codes.matching_step(SHARED, code, now=NOW, last=None)

    assert found == (PRESENT + drift if is_taken else None)


def test_a_code_counts_once_and_none_before_the_last_that_did() -> None:
    codes = [time_codes.code_at(SHARED, PRESENT + drift) for drift in (-1, 0, 1)]

    found = [time_codes.matching_step(SHARED, code, now=NOW, last=PRESENT) for code in codes]

    assert found == [None, None, PRESENT + 1]


def test_a_code_of_another_secret_is_none() -> None:
    code = time_codes.code_at(time_codes.draw_secret(), PRESENT)

    assert time_codes.matching_step(b"0" * 20, "000000" if code == "000000" else code, now=NOW, last=None) is None


def test_a_secret_is_drawn_anew_each_time_as_long_as_the_hash() -> None:
    drawn = {time_codes.draw_secret() for _ in range(20)}

    assert (len(drawn), {len(one) for one in drawn}) == (20, {20})


def test_what_is_typed_by_hand_and_what_the_code_holds_are_the_same_secret() -> None:
    address = urlsplit(time_codes.address(SHARED, account="ana@sammu.uz", issuer="Samarkand: olympiad"))
    told = {name: values[0] for name, values in parse_qs(address.query).items()}

    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == "/Samarkand. olympiad:ana@sammu.uz"
    assert base64.b32decode(told["secret"]) == SHARED
    assert base64.b32decode(time_codes.in_groups(SHARED).replace(" ", "")) == SHARED
    assert {told.get("digits", "6"), told.get("period", "30"), told.get("algorithm", "SHA1")} == {"6", "30", "SHA1"}
