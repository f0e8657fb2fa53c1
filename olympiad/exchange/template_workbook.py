"""The workbook to start from: every sheet with its columns, an example, drop-downs, and what it is for in three languages."""

import io
from collections.abc import Mapping, Sequence

from olympiad.exchange.columns import DECLARED
from olympiad.exchange.tables import COLUMNS
from olympiad.wording.catalogues import N_, catalogue

PURPOSE: dict[str, str] = {
    "institutions": N_(
        "Universities: a short key, the official name in three languages, the country as two letters (UZ)."
    ),
    "teams": N_("Teams: your registration number in “team”; leave “code” empty and it is drawn at random."),
    "participants": N_(
        "Members: “name” in Latin letters exactly as in the passport; it is printed on the certificate."
    ),
    "tasks": N_("Laboratory tasks: a short code, how many judges mark each team, how their sheets are joined."),
    "criteria": N_("The rubric: one row per criterion, with its kind and maximum."),
    "keys": N_("Keys of readings that are set apart from the rubric, for one sample variant or for all."),
    "samples": N_("Which sample variant a team gets in a task."),
    "judges": N_("Judges: empty “tasks” or “teams” mean all of them; several are separated by semicolons."),
    "schedule": N_("When and where a team works on a task; times with their offset, such as 2026-12-05T09:00+05:00."),
    "marks": N_("Marks from paper: one row per judge and criterion."),
    "penalties": N_("Points taken off, for a task or (no task) for the whole section."),
    "agreed_marks": N_("Marks that were settled for a whole task or (with criterion) for one criterion."),
    "times": N_("Seconds a team needed, for ties."),
    "extra_rounds": N_("Ranks of a recorded extra round, for ties; 1 is the best."),
    "awards": N_("Special awards by hand, with a reason."),
    "rules": N_("Rules that turn marks into places and awards; what is not named follows the default."),
}

EXAMPLES: dict[str, Sequence[Mapping[str, str]]] = {
    "institutions": (
        {
            "institution": "SamMU", "name_uz": "Samarqand davlat tibbiyot universiteti",
            "name_ru": "Самаркандский государственный медицинский университет", "name_en": "Samarkand State Medical University",
            "aliases": "SamDTU|SamGMU", "city": "Samarqand", "country": "UZ", "host": "yes",
        },
    ),
    "teams": (
        {"team": "101", "name": "Zarafshon", "institution": "SamMU", "country": "UZ", "status": "competing", "language": "uz"},
    ),
    "participants": (
        {"team": "101", "name": "Aziza Karimova", "name_local": "Азиза Каримова", "role": "leader", "consent": "name|score"},
    ),
    "tasks": (
        {"task": "P", "title_uz": "Oqsilni aniqlash", "title_ru": "Определение белка",
         "title_en": "Protein assay", "judges": "2", "method": "mean"},
    ),
    "criteria": (
        {"task": "P", "criterion": "pipetting", "kind": "points", "maximum": "10", "step": "0.5",
         "label_en": "Pipetting"},
        {"task": "P", "criterion": "controls", "kind": "check", "maximum": "2",
         "label_en": "Control sample measured"},
        {"task": "P", "criterion": "records", "kind": "levels", "maximum": "4",
         "key": "0=absent / uz: yoʻq / ru: нет | 2=partly / uz: qisman / ru: частично | 4=complete / uz: toʻliq / ru: полностью",
         "label_en": "Records"},
        {"task": "P", "criterion": "protein", "kind": "reading", "maximum": "6",
         "key": "value=68 unit=g/L full=2% zero=10%", "label_en": "Protein"},
        {"task": "P", "criterion": "unknown", "kind": "choice", "maximum": "4",
         "key": "choices=A:albumin|B:casein|C:gelatin most=1 right=B wrong=1",
         "label_en": "Protein identified", "label_uz": "Oqsil aniqlandi", "label_ru": "Белок определён"},
        {"task": "P", "criterion": "breakage", "kind": "penalty", "maximum": "3", "key": "each=1 free=1",
         "label_en": "Broken glass"},
    ),
    "judges": ({"judge": "J1", "name": "Malika Xolmatova", "institution": "SamMU", "tasks": "P", "kind": "official"},),
    "rules": ({"key": "decimals", "value": "2"}, {"key": "award.I", "value": "share=10%"}),
}  # fmt: skip

CHOICES: dict[tuple[str, str], Sequence[str]] = {
    (name, one.name): one.choices for name, columns in DECLARED.items() for one in columns if one.choices
}
"""(table, column) → what the drop-down offers."""

LAST_ROW = 5000


def write_template(language: str) -> bytes:
    """Write the template; purposes of sheets in the reader's language, examples to be overwritten."""
    from xlsxwriter import Workbook  # why: only downloads need it

    words = catalogue(language)
    packed = io.BytesIO()
    with Workbook(packed, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        formats = {
            "required": book.add_format({"bold": True, "bottom": 1, "bg_color": "#DDE6F7"}),
            "optional": book.add_format({"bottom": 1, "bg_color": "#F1F1EC"}),
            "text": book.add_format({"num_format": "@"}),
            "example": book.add_format({"num_format": "@", "italic": True, "font_color": "#5A6070"}),
        }
        for name in COLUMNS:
            _write_sheet(book.add_worksheet(name), name, words.gettext(PURPOSE[name]), formats)
    return packed.getvalue()


def _write_sheet(sheet, name: str, purpose: str, formats: Mapping[str, object]) -> None:  # type: ignore[no-untyped-def]
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(COLUMNS[name].known):
        required = column in COLUMNS[name].required
        sheet.set_column(place, place, max(12, len(column) + 2), formats["text"])
        sheet.write_string(0, place, column, formats["required" if required else "optional"])
        for row, example in enumerate(EXAMPLES.get(name, ()), start=1):
            if example.get(column):
                sheet.write_string(row, place, example[column], formats["example"])
        if choices := CHOICES.get((name, column)):
            sheet.data_validation(
                1, place, LAST_ROW, place, {"validate": "list", "source": [str(one) for one in choices]}
            )
    sheet.write_comment(0, 0, purpose, {"x_scale": 2.5, "y_scale": 1.2, "author": ""})
