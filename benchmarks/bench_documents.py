"""How long certificates take, one, 500 and as a ZIP, beside WeasyPrint and fpdf2: python -m benchmarks.bench_documents."""

import importlib.util
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.sign.signers import SimpleSigner

from benchmarks import other_printers, results
from olympiad.documents.certificates import certificates_pdf, for_printer
from olympiad.domain.certificate_designs import DesignKind
from olympiad.exchange.certificate_files import zipped
from olympiad.models.certificate import Certificate
from olympiad.models.certificate_design import IssuedDesign
from olympiad.proofs.pdf_signatures import Signing
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


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, and of all cores together."""

    clock: float
    cpu: float


def timed(deed: Callable[[], object]) -> Took:
    """Return how long a deed takes."""
    start, worked = time.perf_counter(), time.process_time()
    deed()
    return Took(time.perf_counter() - start, time.process_time() - worked)


def merged(count: int, first: int, *, designed: bool = True, crop: bool = False, key: Signing | None = None) -> int:
    """Set so many certificates that were never set before in one file; gives its bytes."""
    rows = [certificate(first + at, designed=designed) for at in range(count)]
    pdf = certificates_pdf(rows, ADDRESS)
    pdf = for_printer(pdf) if crop else pdf
    return len(key.sign(pdf) if key else pdf)


def streamed(count: int) -> Iterator[bytes]:
    """Send so many single certificates as a ZIP."""
    names = ((f"{at}.pdf", certificates_pdf([certificate(at)], ADDRESS)) for at in range(50_000, 50_000 + count))
    return zipped(names)


def packed(count: int) -> tuple[Took, int]:
    """Return how long a ZIP of so many takes, and the most memory (MB) of a process that does nothing else."""
    took = timed(lambda: sum(map(len, streamed(count))))
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return took, int(told["VmHWM"].split()[0]) // 1024


def invented_key() -> Signing:
    """A key of nobody, to sign with."""
    private, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Rector")]),
    )
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
    builder = builder.serial_number(1).not_valid_before(begins).not_valid_after(begins + timedelta(days=999))
    signed = builder.sign(private, hashes.SHA256())
    stored = pkcs12.serialize_key_and_certificates(b"r", private, signed, None, NoEncryption())
    return Signing(SimpleSigner.load_pkcs12_data(stored, other_certs=[], passphrase=None))


def shown(seconds: float) -> str:
    """Write a time as people read it."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def row_of(what: str, times: list[Took], target: str) -> list[str]:
    """A line of the table: median and slowest on the clock, median of all cores, target."""
    clock = [one.clock for one in times]
    figures = (statistics.median(clock), max(clock), statistics.median(one.cpu for one in times))
    return [what, *map(shown, figures), target]


def main() -> None:
    """Measure, print, write."""
    count, packs = (int(word) for word in (*sys.argv[1:], *("500", "5000")[len(sys.argv) - 1 :]))
    merged(2, 0)
    ones = [timed(lambda at=at: merged(1, at)) for at in range(10, 30)]
    key = invented_key()
    rows = [
        row_of("one certificate on demand, PDF/A-2a", ones, "100 ms"),
        row_of(f"{count} of an own design in one file, PDF/A-2a", _thrice(count, 1), "3 s"),
        row_of(f"{count}, signed", _thrice(count, 5, key=key), "15 s"),
        row_of(f"{count} with crop marks", _thrice(count, 9, crop=True), "3 s"),
        row_of(f"{count} of the built-in design", _thrice(count, 13, designed=False), "3 s"),
        *_others(count),
    ]
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        took, most = pool.submit(packed, packs).result()
    rows.append(row_of(f"{packs} single files as a ZIP", [took], ""))
    rows.append(["memory of the process that packs them", f"{most} MB", "", "", "300 MB"])
    for row in rows:
        print("  ".join(row))
    head = ("what", "median", "slowest", "of all cores", "target")
    results.write("bench_documents", "Certificates", results.table(head, rows))


def _thrice(
    count: int, first: int, *, designed: bool = True, crop: bool = False, key: Signing | None = None
) -> list[Took]:
    return [
        timed(lambda at=at: merged(count, 1000 * (first + at), designed=designed, crop=crop, key=key))
        for at in range(3)
    ]


def _others(count: int) -> Iterator[list[str]]:
    """The same page by other libraries, as far as they are installed: names, lines, frame as a picture, QR code."""
    rows = [json.loads(certificate(at).fields) | {"number": f"{at}"} for at in range(count)]
    for name, draw in (("weasyprint", other_printers.weasyprint_pdf), ("fpdf", other_printers.fpdf_pdf)):
        if importlib.util.find_spec(name):
            took = timed(lambda draw=draw: draw(rows))
            yield row_of(f"{count} by {name}, untagged, the frame as a picture", [took], "")


if __name__ == "__main__":
    main()
