"""Long names in every ready-made design: they shrink, then wrap, and never run into the seal or over the edge."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from itertools import product

import pypdfium2

from olympiad.documents import certificates, typesetting
from olympiad.domain.certificate_designs import DesignKind, Ornament, Paper
from olympiad.services.results.certificate_designs import freeze
from olympiad.wording.ready_designs import ready, texts_of

ONE_WORD = ("W" * 45, "Nurmuhammad" * 4 + "x", "Щ" * 45)
FIVE_WORDS = ("Muhammad Amirul Hakim Wan Kamaruddin-Abdullah", "Нурмухамбетова-Жээнбекова Айзада Мырзабековна")
SOURCE = ("#let x = 1; $x^2$ @label <b>", "*{name}* _a_ \\ // `x`")
PLACE = {
    "organisation": "Samarqand davlat tibbiyot universiteti", "edition": "“Samarqand-2026” VII olimpiadasi",
    "section": "Biokimyo, laboratoriya", "dated": "Samarqand, 2026-yil 11-dekabr", "seal": "M. Oʻ.",
}  # fmt: skip


def content(ornament: Ornament, paper: Paper) -> str:
    texts = tuple(texts_of(DesignKind.DEGREE, language) for language in ("uz", "en"))
    return freeze(replace(ready(DesignKind.DEGREE), texts=texts, ornament=ornament, paper=paper), {}).content


def fields(name: str, local: str = "") -> dict[str, object]:
    lines = [[{"text": "“Semenyih” jamoasi aʼzosi", "bold": False}], [{"text": "3-oʻrin", "bold": True}]]
    texts = [
        PLACE | {"lang": language, "heading": "I darajali diplom", "subheading": "", "lines": lines}
        for language in ("uz", "en")
    ]
    medal = {"metal": "gold", "numeral": "I"}
    signatories = [{"name": "Sherzod Qodirov", "title": "Rektor"}]
    return {
        "name": name, "name_local": local, "texts": texts, "signatories": signatories, "members": [], "medal": medal,
    }  # fmt: skip


def test_a_name_of_45_letters_stands_within_every_design() -> None:
    printed = [
        (fields(name), content(ornament, paper))
        for name, ornament, paper in product((*ONE_WORD, *FIVE_WORDS, *SOURCE), Ornament, Paper)
    ]

    assert certificates.too_long(printed) == set()


def test_letters_stay_letters_and_nothing_leaves_the_page() -> None:
    for name, (ornament, paper) in zip((*FIVE_WORDS, *SOURCE), product(("girih", "night"), Paper), strict=True):
        given = content(Ornament(ornament), paper)
        laid = certificates._laid_out([(fields(name), given)], "SAM-2026-BIO-0001")
        template, data = certificates._with_designs(laid, {certificates._name_of(given): given})
        page = pypdfium2.PdfDocument(BytesIO(typesetting.typeset(template, data)))[0]
        text = page.get_textpage()

        said = " ".join(text.get_text_range().split())
        boxes = [text.get_charbox(at) for at in range(text.count_chars())]

        assert name in said
        assert min(box[0] for box in boxes) > 0
        assert max(box[2] for box in boxes) < page.get_width()


def test_a_line_too_long_for_the_paper_is_found() -> None:
    given = fields("Eva")
    given["texts"][0]["lines"] = [[{"text": "W" * 200, "bold": False}]]  # type: ignore[index]

    assert certificates.too_long([(given, content(Ornament.GIRIH, Paper.PORTRAIT))]) == {0}


def test_two_threads_draw_at_once() -> None:
    given = [(fields(f"Eva {at}"), content(Ornament.SIMPLE, Paper.LANDSCAPE)) for at in range(6)]

    with ThreadPoolExecutor(3) as pool:
        drawn = list(pool.map(lambda one: certificates.preview(*one, "SAM-1", ppi=20), given))

    assert len({*drawn}) == 6


def test_a_preview_is_a_picture_of_the_page() -> None:
    png = certificates.preview(fields("Eva"), content(Ornament.ARCH, Paper.LANDSCAPE), "SAM-1", ppi=24)

    assert png.startswith(b"\x89PNG")
    assert json.loads(content(Ornament.ARCH, Paper.LANDSCAPE))["pictures"] == {}


def test_widths_of_letters_add_up_to_the_widths_of_texts() -> None:
    """Within three hundredths, beyond which designed.typ measures."""
    said = (
        *FIVE_WORDS,
        "22 jamoa orasida 2-oʻrin, 100 balldan 90,25 ball",
        "Әйгерім Ғалымқызы",
        "AVATAR Türkiye – «Ала-Тоо» №1",
    )
    measured = typesetting.found_in("letter_widths.typ", "widths", {"letters": [*said]})[0]
    letters = sorted({letter for text in said for letter in text})
    known = dict(
        zip(letters, typesetting.found_in("letter_widths.typ", "widths", {"letters": [*letters]})[0], strict=True)
    )

    off = [
        abs(sum(known[letter][style] for letter in text) / whole[style] - 1)
        for text, whole in zip(said, measured, strict=True)
        for style in range(4)
    ]

    assert max(off) < 0.03


def test_no_line_that_is_broken_ends_in_a_single_word() -> None:
    given = fields("Nur Aisyah binti Mohd Khairuddin")
    words = (
        "for taking part with the team Semenyih in the section Biochemistry, laboratory and clinical diagnostics of it"
    )
    for text in given["texts"]:  # type: ignore[attr-defined]
        text["lines"] = [[{"text": words, "bold": False}]]
    design = content(Ornament.GIRIH, Paper.PORTRAIT)
    template, data = certificates._with_designs(
        certificates._laid_out([(given, design)]), {certificates._name_of(design): design}
    )

    page = pypdfium2.PdfDocument(typesetting.typeset(template, data))[0].get_textpage()

    lines = page.get_text_range().splitlines()
    ends = [line for line in lines if line.strip() and words.endswith(line.strip())]
    assert [line for line in ends if len(line.split()) < 3] == []
    assert len(ends) == 2
