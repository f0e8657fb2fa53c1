"""How long certificates take, one, 500 and as a ZIP, beside WeasyPrint and fpdf2: python -m benchmarks.bench_documents."""

import importlib.util
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from benchmarks import other_printers, results
from olympiad.documents.certificates import certificates_pdf, for_printer
from olympiad.domain.certificate_designs import DesignKind
from olympiad.exchange.certificate_files import zipped
from olympiad.models.certificate import Certificate
from olympiad.models.certificate_design import IssuedDesign
from olympiad.services.results.certificate_designs import freeze
from olympiad.wording.ready_designs import ready

ADDRESS = "https://olympiad.example/c"
LINES = {
    "member": "“Alatau” jamoasi aʼzosi",
    "institution": "Astana tibbiyot universiteti, Qozogʻiston",
    "standing": "22 jamoa orasida 2-oʻrin, 100 balldan 90,25 ball",
    "mentor": "Ustozi: Gulnara Bekmukhametova",
}
HEAD = {
    "organisation": "Samarqand davlat tibbiyot universiteti",
    "edition": "“Samarqand-2026” xalqaro tibbiyot talabalari olimpiadasi",
    "section": "Biokimyo, laboratoriya",
    "document": "I darajali diplom",
    "dated": "Samarqand, 2026-yil 11-dekabr",
    "seal": "M. Oʻ.",
}
DESIGN = freeze(ready(DesignKind.DEGREE), {})


def certificate(number: int, *, designed: bool = True) -> Certificate:
    """A certificate in two languages with every line filled, in a design of the organizers or the built-in one."""
    own = {
        "heading": HEAD["document"],
        "subheading": "",
        "lines": [[{"text": one, "bold": False}] for one in LINES.values()],
    }
    texts = [HEAD | (own if designed else LINES) | {"lang": language} for language in ("uz", "en")]
    fields = {
        "name": f"Aigerim Saparbekova {number}",
        "name_local": "Әйгерім",
        "team": "Alatau",
        "texts": texts,
        "members": [],
        "medal": {"metal": "gold", "numeral": "I"},
        "signatories": [
            {"name": "Sherzod Qodirov", "title": "Rektor"},
            {"name": "Bahodir Nazarov", "title": "Bosh hakam"},
        ],
    }
    row = Certificate(
        number=f"SAM-2026-BIO-{number:05d}",
        token=f"{number:022d}",
        fields=json.dumps(fields),
        issued_at=datetime(2026, 12, 11, tzinfo=UTC),
    )
    row.id = number
    if designed:
        row.issued_design = IssuedDesign(sha256=DESIGN.sha256, content=DESIGN.content)
    return row


def seconds(deed: Callable[[], object]) -> float:
    """Return how long a deed takes."""
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def merged(count: int, first: int, *, designed: bool = True, crop: bool = False) -> int:
    """Set so many certificates that were never set before in one file; gives its bytes."""
    rows = [certificate(first + at, designed=designed) for at in range(count)]
    pdf = certificates_pdf(rows, ADDRESS)
    return len(for_printer(pdf) if crop else pdf)


def streamed(count: int) -> Iterator[bytes]:
    """Send so many single certificates as a ZIP."""
    names = ((f"{at}.pdf", certificates_pdf([certificate(at)], ADDRESS)) for at in range(50_000, 50_000 + count))
    return zipped(names)


def row_of(what: str, times: list[float], target: str) -> list[str]:
    """A line of the table: median, slowest, target."""
    shown = [f"{one * 1000:.0f} ms" if one < 1 else f"{one:.2f} s" for one in (statistics.median(times), max(times))]
    return [what, *shown, target]


def main() -> None:
    """Measure, print, write."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    merged(2, 0)
    packed = seconds(lambda: sum(map(len, streamed(count))))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    ones = [seconds(lambda at=at: merged(1, at)) for at in range(10, 30)]
    rows = [
        row_of("one certificate on demand, PDF/A-2a", ones, "100 ms"),
        row_of(f"{count} of an own design in one file, PDF/A-2a", _thrice(count, 1), "3 s"),
        row_of(f"{count} with crop marks", _thrice(count, 5, crop=True), "3 s"),
        row_of(f"{count} of the built-in design", _thrice(count, 9, designed=False), "3 s"),
        *_others(count),
    ]
    rows.append([f"{count} single files as a ZIP, memory of the process", f"{packed:.2f} s", f"{most} MB", "300 MB"])
    for row in rows:
        print("  ".join(row))
    results.write("bench_documents", "Certificates", results.table(("what", "median", "slowest", "target"), rows))


def _thrice(count: int, first: int, *, designed: bool = True, crop: bool = False) -> list[float]:
    return [seconds(lambda at=at: merged(count, 1000 * (first + at), designed=designed, crop=crop)) for at in range(3)]


def _others(count: int) -> Iterator[list[str]]:
    """The same page by other libraries, as far as they are installed: names, lines, frame as a picture, QR code."""
    rows = [json.loads(certificate(at).fields) | {"number": f"{at}"} for at in range(count)]
    for name, draw in (("weasyprint", other_printers.weasyprint_pdf), ("fpdf", other_printers.fpdf_pdf)):
        if importlib.util.find_spec(name):
            yield row_of(
                f"{count} by {name}, untagged, the frame as a picture", [seconds(lambda draw=draw: draw(rows))], ""
            )


if __name__ == "__main__":
    main()
