"""Small tables of the literature with their printed answers, each with its source."""

import pytest

from olympiad.analysis.cronbach import cronbach
from olympiad.analysis.generalizability import generalizability, of_wide
from olympiad.analysis.icc import icc
from olympiad.analysis.items import item_analysis
from olympiad.analysis.krippendorff import krippendorff
from olympiad.analysis.tables import Long, Wide


def table(columns: str, text: str, counts: str = "") -> Wide:
    """Rows of numbers separated by spaces; a point is a gap."""
    rows = [tuple(None if cell == "." else float(cell) for cell in line.split()) for line in text.strip().splitlines()]
    names = tuple(str(row) for row in range(1, len(rows) + 1))
    return Wide(names, tuple(columns.split()), tuple(rows), tuple(map(float, counts.split())))


SHROUT_FLEISS = table("J1 J2 J3 J4", "9 2 5 8\n6 1 3 2\n8 4 6 8\n7 1 2 6\n10 5 6 9\n6 2 4 7")


def test_icc_of_shrout_and_fleiss():
    """Shrout & Fleiss (1979), Psychological Bulletin 86, 420-428: Tables 2 to 4."""
    found = icc(SHROUT_FLEISS)

    assert {name: round(form.value, 2) for name, form in found.forms.items()} == {
        "ICC(1,1)": 0.17,
        "ICC(2,1)": 0.29,
        "ICC(3,1)": 0.71,
        "ICC(1,k)": 0.44,
        "ICC(2,k)": 0.62,
        "ICC(3,k)": 0.91,
    }
    assert found.mean_squares == pytest.approx({"BMS": 11.24, "WMS": 6.26, "JMS": 32.49, "EMS": 1.02}, abs=0.005)


def test_alpha_of_krippendorffs_example_with_gaps():
    """Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: 4 observers, 12 units."""
    text = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
    found = krippendorff(table(" ".join(f"u{at}" for at in range(1, 13)), text))

    assert found.alpha == pytest.approx(
        {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}, abs=0.0005
    )


LSAT6_PATTERNS = """
00000:3 00001:6 00010:2 00011:11 00100:1 00101:1 00110:3 00111:4 01000:1 01001:8 01011:16 01101:3
01110:2 01111:15 10000:10 10001:29 10010:14 10011:81 10100:3 10101:28 10110:15 10111:80 11000:16
11001:56 11010:21 11011:173 11100:11 11101:61 11110:28 11111:298
"""
LSAT6 = table(
    "Q1 Q2 Q3 Q4 Q5",
    "\n".join(" ".join(one.partition(":")[0]) for one in LSAT6_PATTERNS.split()),
    " ".join(one.partition(":")[2] for one in LSAT6_PATTERNS.split()),
)
"""Response patterns and how many of 1,000 persons showed each."""


def test_items_of_lsat_section_6():
    """Bock & Lieberman (1970); item figures as printed by descript(LSAT) of R package ltm, J. Stat. Software 17(5)."""
    found = item_analysis(LSAT6)

    assert [round(item.difficulty, 3) for item in found.items.values()] == [0.924, 0.709, 0.553, 0.763, 0.870]
    assert [round(item.r_drop, 4) for item in found.items.values()] == [0.1128, 0.1532, 0.1728, 0.1444, 0.1216]
    assert round(cronbach(LSAT6).alpha, 3) == 0.295


BRENNAN_1 = """
1 0 1 0 0 0 0 0 0 0 0 0
1 1 1 0 0 1 0 0 0 0 0 0
1 1 1 1 1 0 0 0 0 0 0 0
1 1 0 1 1 0 0 1 0 0 0 0
1 1 1 1 1 0 1 0 0 0 0 0
1 1 1 0 1 1 1 0 0 0 0 0
1 1 1 1 1 1 1 0 0 0 0 0
1 1 1 1 0 1 1 1 1 1 0 0
1 1 1 1 1 1 1 1 1 1 1 0
1 1 1 1 1 1 1 1 1 1 1 1
"""
BRENNAN_3 = """
2 6 7 5 2 5 5 5
4 5 6 7 6 7 5 7
5 5 4 6 5 4 5 5
5 9 8 6 5 7 7 6
4 3 5 6 4 5 6 4
4 4 4 7 6 4 7 8
2 6 6 5 2 7 7 5
3 4 4 5 6 6 6 4
0 5 4 5 5 5 5 3
6 8 7 6 6 8 8 6
"""
BRENNAN_4 = """
5 6 5 5 5 3 4 5 6 7 3 3
9 3 7 7 7 5 5 5 7 7 5 2
3 4 3 3 5 3 3 5 6 5 1 6
7 5 5 3 3 1 4 3 5 3 3 5
9 2 9 7 7 7 3 7 2 7 5 3
3 4 3 5 3 3 6 3 4 5 1 2
7 3 7 7 7 5 5 7 5 5 5 4
5 8 5 7 7 5 5 4 3 2 1 1
9 9 8 8 6 6 6 5 5 8 1 1
4 4 4 3 3 5 6 5 5 7 1 1
"""


def long_of(text: str, facets: tuple[str, ...], places: list[tuple[str, ...]]) -> Long:
    """Columns stand for combinations of the facets after the person."""
    rows = [list(map(float, line.split())) for line in text.strip().splitlines()]
    levels = tuple((f"p{at}", *place) for at, row in enumerate(rows) for place, _ in zip(places, row, strict=True))
    return Long(("person", *facets), levels, tuple(mark for row in rows for mark in row))


def test_crossed_p_i_of_brennan():
    """Brennan (2001), Generalizability Theory: synthetic data set 1, Table 2.2."""
    found = generalizability(of_wide(table(" ".join(f"i{at}" for at in range(12)), BRENNAN_1)), None, [(5,), (20,)])

    assert found.components == pytest.approx({"p": 0.0574, "i": 0.0754, "pi": 0.1269}, abs=5e-5)
    assert found.d_study["20"] == pytest.approx((0.901, 0.850), abs=6e-4)


def test_crossed_p_i_o_of_brennan():
    """Brennan (2001): synthetic data set 3, Table 3.2."""
    places = [(f"i{i}", f"o{o}") for o in (1, 2) for i in (1, 2, 3, 4)]
    found = generalizability(long_of(BRENNAN_3, ("item", "occasion"), places))

    assert found.components == pytest.approx(
        {"p": 0.5528, "i": 0.4417, "o": 0.0074, "pi": 0.5750, "po": 0.1009, "io": 0.1565, "pio": 0.9352}, abs=5e-5
    )
    assert found.mean_squares == pytest.approx(
        {"p": 6.9111, "i": 12.4833, "o": 3.2, "pi": 2.0852, "po": 1.3389, "io": 2.5, "pio": 0.9352}, abs=5e-5
    )
    assert (round(found.relative, 2), round(found.absolute, 2)) == (0.64, 0.55)


@pytest.mark.parametrize("labels", ["unique", "repeated"])
def test_raters_nested_in_tasks_of_brennan(labels):
    """Brennan (2001): synthetic data set 4, Table 3.3, p x (r:t)."""
    places = [(f"t{t}", f"r{r if labels == 'repeated' else 4 * t + r}") for t in range(3) for r in range(4)]
    found = generalizability(long_of(BRENNAN_4, ("task", "rater"), places), ("rater", "task"))

    assert found.components == pytest.approx(
        {"p": 0.4731, "t": 0.3252, "r:t": 0.6475, "pt": 0.5596, "pr:t": 2.3802}, abs=5e-5
    )
    assert (round(found.relative, 2), round(found.absolute, 2)) == (0.55, 0.46)


def test_items_nested_in_persons_of_brennan():
    """Brennan (2001): synthetic data set 2, Table 2.4, i:p; its numbers are those of data set 3."""
    places = [(f"i{at}",) for at in range(8)]
    found = generalizability(long_of(BRENNAN_3, ("item",), places), ("item", "person"))

    assert found.components == pytest.approx({"p": 0.6108, "i:p": 2.0250}, abs=5e-5)
    assert found.relative == found.absolute == pytest.approx(0.71, abs=0.005)
