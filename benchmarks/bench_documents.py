"""How long certificates take, one on demand and 500 in one file: python -m benchmarks.bench_documents."""

import json
import statistics
import time

from benchmarks import results
from olympiad.documents.certificates import certificates_pdf
from olympiad.models.certificate import Certificate

ADDRESS = "https://olympiad.example/c"


def certificate(number: int) -> Certificate:
    """A certificate in two languages with every line filled."""
    texts = [
        {
            "lang": language,
            "organisation": "Samarqand davlat tibbiyot universiteti",
            "edition": "“Samarqand-2026” xalqaro tibbiyot talabalari olimpiadasi",
            "section": "Biokimyo, laboratoriya",
            "document": "I darajali diplom",
            "member": "“Alatau” jamoasi aʼzosi",
            "institution": "Astana tibbiyot universiteti, Qozogʻiston",
            "standing": "22 jamoa orasida 2-oʻrin, 100 balldan 90,25 ball",
            "mentor": "Ustozi: Gulnara Bekmukhametova",
            "dated": "Samarqand, 2026-yil 11-dekabr",
            "seal": "M. Oʻ.",
        }
        for language in ("uz", "en")
    ]
    signatories = [{"name": "Sherzod Qodirov", "title": "Rektor"}, {"name": "Bahodir Nazarov", "title": "Bosh hakam"}]
    fields = {
        "name": f"Aigerim Saparbekova {number}",
        "name_local": "Әйгерім",
        "texts": texts,
        "signatories": signatories,
    }
    token = f"{number:022d}"
    return Certificate(number=f"SAM-2026-BIO-{number:04d}", token=token, fields=json.dumps(fields))


def measure(count: int, first: int) -> float:
    """Set so many certificates that were never set before and give the seconds."""
    rows = [certificate(first + at) for at in range(count)]
    start = time.perf_counter()
    certificates_pdf(rows, ADDRESS)
    return time.perf_counter() - start


def main() -> None:
    """Measure, print, write."""
    measure(1, 0)
    ones = sorted(measure(1, at) for at in range(1, 31))
    many = [measure(500, 1000 * at) for at in range(1, 4)]
    rows = [
        [
            "one certificate on demand",
            f"{statistics.median(ones) * 1000:.0f} ms",
            f"{ones[-1] * 1000:.0f} ms",
            "100 ms",
        ],
        ["500 certificates with QR in one PDF", f"{statistics.median(many):.2f} s", f"{max(many):.2f} s", "5 s"],
    ]
    for row in rows:
        print("  ".join(row))
    results.write("bench_documents", "Certificates", results.table(("what", "median", "slowest", "target"), rows))


if __name__ == "__main__":
    main()
