"""A browser test that fails is run once more and named at the end; more than two such tests make the run fail."""

import pytest

ALLOWED = 2
"""Tests of one run that may pass only the second time."""
LINES = 40
"""So many last lines of a first try are shown."""

Reports = dict[str, list[pytest.TestReport]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs Chromium, so that `-m 'not browser'` leaves it out; only such a test has a second try."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Make the run fail where too many tests needed the second try."""
    if session.exitstatus == pytest.ExitCode.OK and len(late(_reports(session.config))) > ALLOWED:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what passed only the second time, with what the first try ended by: its traceback is shown nowhere else."""
    found = late(terminalreporter.stats)
    if not found:
        return
    terminalreporter.section(f"passed only the second time: {len(found)} (more than {ALLOWED} fail the run)")
    for report in terminalreporter.stats["rerun"]:
        if report.nodeid in found:
            terminalreporter.write_line(report.nodeid)
            terminalreporter.write_line("\n".join(report.longreprtext.splitlines()[-LINES:]))


def late(reports: Reports) -> list[str]:
    """Return the tests that failed, were run again and passed, in order of name."""
    failed = {report.nodeid for kind in ("failed", "error") for report in reports.get(kind, [])}
    return sorted({report.nodeid for report in reports.get("rerun", [])} - failed)


def _reports(config: pytest.Config) -> Reports:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return reporter.stats if reporter else {}
