"""The map of roads to the host: where the countries lie from which teams came, by the position of a large town of each."""

from collections.abc import Mapping
from typing import NamedTuple

HUB = (66.97, 39.65)
"""Samarkand: east, north."""
AT_HUB = (455.2, 172.6)
SCALE = (6.59, 7.76)
WEST, EAST, NORTH, SOUTH = 40, 950, 0, 540
NAMED = 12
"""So many countries are named on the map itself; the list beside it names all."""
TOWNS = {
    "AE": (54.4, 24.5), "AF": (69.2, 34.5), "AM": (44.5, 40.2), "AT": (16.4, 48.2), "AZ": (49.9, 40.4), "BA": (18.4, 43.9),
    "BD": (90.4, 23.8), "BE": (4.4, 50.9), "BG": (23.3, 42.7), "BH": (50.6, 26.2), "BY": (27.6, 53.9), "CH": (8.5, 47.4),
    "CN": (87.6, 43.8), "CY": (33.4, 35.2), "CZ": (14.4, 50.1), "DE": (13.4, 52.5), "DK": (12.6, 55.7), "EE": (24.8, 59.4),
    "EG": (31.2, 30.0), "ET": (38.7, 9.0), "FI": (24.9, 60.2), "GE": (44.8, 41.7), "GR": (23.7, 38.0), "HR": (16.0, 45.8),
    "HU": (19.0, 47.5), "ID": (106.8, -6.2), "IL": (34.8, 32.1), "IN": (77.2, 28.6), "IQ": (44.4, 33.3), "IR": (51.4, 35.7),
    "IT": (12.5, 41.9), "JO": (35.9, 32.0), "JP": (135.5, 34.7), "KE": (36.8, -1.3), "KG": (74.6, 42.9), "KH": (104.9, 11.6),
    "KR": (126.9, 37.5), "KW": (48.0, 29.4), "KZ": (71.4, 51.2), "LA": (102.6, 18.0), "LB": (35.5, 33.9), "LK": (79.9, 6.9),
    "LT": (25.3, 54.7), "LU": (6.1, 49.6), "LV": (24.1, 56.9), "LY": (13.2, 32.9), "MD": (28.9, 47.0), "ME": (19.3, 42.4),
    "MK": (21.4, 42.0), "MM": (96.2, 16.9), "MN": (106.9, 47.9), "MV": (73.5, 4.2), "MY": (101.7, 3.1), "NG": (7.5, 9.1),
    "NL": (4.9, 52.4), "NO": (10.8, 59.9), "NP": (85.3, 27.7), "OM": (58.4, 23.6), "PH": (121.0, 14.6), "PK": (73.0, 33.7),
    "PL": (21.0, 52.2), "PS": (35.2, 31.9), "QA": (51.5, 25.3), "RO": (26.1, 44.4), "RS": (20.5, 44.8), "RU": (53.2, 56.8),
    "SA": (46.7, 24.7), "SD": (32.5, 15.6), "SE": (18.1, 59.3), "SG": (103.8, 1.4), "SI": (14.5, 46.1), "SK": (17.1, 48.1),
    "SO": (45.3, 2.0), "SY": (36.3, 33.5), "TH": (100.5, 13.8), "TJ": (68.8, 38.5), "TM": (58.4, 37.9), "TN": (10.2, 36.8),
    "TR": (32.9, 39.9), "TW": (121.6, 25.0), "UA": (30.5, 50.5), "UG": (32.6, 0.3), "VN": (105.8, 21.0), "YE": (44.2, 15.4),
}  # fmt: skip


class Road(NamedTuple):
    """A country on the map: its star, the road to the host, and where its name stands."""

    country: str
    teams: int
    x: int
    y: int
    size: float
    path: str
    is_named: bool
    label: tuple[int, int, str]
    """Where its name stands, and which end of it."""


def roads(countries: Mapping[str, int], home: str = "UZ") -> list[Road]:
    """Place the countries of teams on the map, the most teams first; the host's own country is the goal of the roads."""
    placed = [(code, count, *_at(TOWNS[code])) for code, count in countries.items() if code in TOWNS and code != home]
    shown = [one for one in placed if WEST <= one[2] <= EAST and NORTH <= one[3] <= SOUTH]
    return [_road(at, *one) for at, one in enumerate(shown)]


def _road(at: int, code: str, count: int, x: int, y: int) -> Road:
    hub_x, hub_y = (round(one) for one in AT_HUB)
    bend = f"{round((x + hub_x) / 2 + (y - hub_y) * 0.08)} {round((y + hub_y) / 2 - abs(x - hub_x) * 0.12)}"
    size = min(2.2, 1 + count / 24)
    is_beside = abs(x - hub_x) < 60 and 0 <= y - hub_y < 40
    return Road(
        code,
        count,
        x,
        y,
        size,
        f"M{x} {y}Q{bend} {hub_x} {hub_y}",
        at < NAMED,
        (x + 9, y + 9, "start") if is_beside else (x, y - 11, "middle"),
    )


def _at(town: tuple[float, float]) -> tuple[int, int]:
    return (
        round(AT_HUB[0] + (town[0] - HUB[0]) * SCALE[0]),
        round(AT_HUB[1] - (town[1] - HUB[1]) * SCALE[1]),
    )
