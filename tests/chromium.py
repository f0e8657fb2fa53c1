"""Where the browser of the browser tests is; `python -m tests.chromium` installs it, and what a few tests ask besides."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
HALL = "hall.test"
"""A host name that leads to this machine; its pages are no secure context, as over plain HTTP in the hall."""
NOT_NEEDED = (
    # what Playwright leaves out itself; a further list would stand in place of its own
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync", "MediaRouter"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay"),
    *(
        "NetworkTimeServiceQuerying",
        "OptimizationHints",
        "PaintHolding",
        "PreconnectToSearch",
        "ThirdPartyStoragePartitioning",
    ),
    # the pages behind the address bar, two for each window: they cost more than most of ours
    *("WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxPopup"),
    # a process started ahead for the page after each page: a third of what opening one costs
    "SpareRendererForSitePerProcess",
)
"""Parts of the browser itself that no test looks at."""
FLAGS = (
    f"--host-resolver-rules=MAP {HALL} 127.0.0.1",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(NOT_NEEDED)}",
)
BESIDE = ("softhsm2", "poppler-utils")
"""Debian's packages that a few tests ask besides: a token in software, and another reader of PDF files."""
HOW_TO = (
    "The browser tests need Chromium or Chrome: install it (Debian, Ubuntu: apt-get install chromium), "
    "or set CHROMIUM to the path of its program."
)


def find() -> str | None:
    """Return the path of a Chromium or Chrome, `CHROMIUM` first."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


def main() -> int:
    """Install Chromium as root on Debian when there is none; otherwise say what to do."""
    if find() is None and os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        asked = [["update", "-qq"], *(["install", "-y", "-qq", *names] for names in (["chromium"], BESIDE))]
        for command in asked:
            subprocess.run(["apt-get", *command], env=environ, stdout=subprocess.DEVNULL, check=False)
    if find() is None:
        print(HOW_TO, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
