"""The second try of browser tests: who gets it, who is named, when the run is red all the same."""

from pathlib import Path

import pytest

TESTS = """
import pytest

TRIES = []

@pytest.fixture
def browser():
    return "Chromium"

@pytest.mark.parametrize("number", range({late}))
def test_late(browser, number):
    TRIES.append(number)
    assert TRIES.count(number) == 2

def test_wrong(browser):
    assert {right}

def test_without_a_browser():
    TRIES.append("once")
    assert TRIES.count("once") == 1 and {right}
"""


@pytest.fixture(autouse=True)
def where_the_tests_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))


def run(pytester: pytest.Pytester, late: int, right: bool) -> pytest.RunResult:
    pytester.makeini("[pytest]\nmarkers = browser: needs Chromium\n")
    pytester.makepyfile(TESTS.format(late=late, right=right))
    return pytester.runpytest_subprocess("-q", "-p", "tests.once_more", "-p", "no:cacheprovider")


def test_a_late_browser_test_passes_and_is_named_with_its_failure(pytester: pytest.Pytester) -> None:
    found = run(pytester, late=2, right=True)

    assert found.ret == pytest.ExitCode.OK
    found.stdout.fnmatch_lines(
        ["*passed only the second time: 2*", "*::test_late?0?", "E*assert 1 == 2", "*::test_late?1?"]
    )


def test_more_than_two_late_tests_fail_the_run(pytester: pytest.Pytester) -> None:
    assert run(pytester, late=3, right=True).ret == pytest.ExitCode.TESTS_FAILED


def test_what_fails_twice_or_without_a_browser_is_red(pytester: pytest.Pytester) -> None:
    found = run(pytester, late=0, right=False)

    found.assert_outcomes(failed=2, skipped=1)
    assert "second time" not in found.stdout.str()
