"""The report of the analysis: a summary that is read in two minutes, and an appendix that a statistician signs."""

from typing import TYPE_CHECKING

from olympiad.documents.typesetting import typeset
from olympiad.domain.canonical_json import Plain
from olympiad.wording.analysis_model import model_tables
from olympiad.wording.analysis_reader import Labels
from olympiad.wording.analysis_tables import answers, tables
from olympiad.wording.catalogues import catalogue

if TYPE_CHECKING:
    from olympiad.analysis.section_analysis import SectionAnalysis
    from olympiad.analysis.section_facets import TaskFacets


def analysis_pdf(
    analysis: "SectionAnalysis",
    language: str,
    *,
    edition: str = "",
    section: str = "",
    labels: Labels | None = None,
    about: str = "",
    facets: "tuple[TaskFacets, ...] | None" = None,
) -> bytes:
    """Set the report in the reader's language; `about` says of which marks it is, `facets` are those of the analysis."""
    gettext = catalogue(language).gettext
    told: list[Plain] = [
        {"question": one.question, "state": one.state, "word": one.state_word, "sentences": list(one.sentences)}
        for one in answers(analysis, language)
    ]
    drawn: list[Plain] = [
        {"title": one.title, "columns": list(one.columns), "rows": [list(row) for row in one.rows]}
        for one in (
            *tables(analysis, language, labels),
            *model_tables(analysis.facets if facets is None else facets, language, labels),
        )
        if one.rows
    ]
    return typeset(
        "analysis.typ",
        {
            "words": _words(language),
            "lang": language,
            "edition": edition,
            "section": section,
            "about": about
            or gettext("%(teams)s teams, %(judges)s judges, %(sheets)s score sheets")
            % {"teams": analysis.teams, "judges": analysis.judges, "sheets": analysis.sheets},
            "draws": gettext("Draws: %(draws)s, seed %(seed)s")
            % {"draws": analysis.order.draws, "seed": analysis.order.seed},
            "answers": told,
            "tables": drawn,
        },
    )


def _words(language: str) -> Plain:
    gettext = catalogue(language).gettext
    return {
        "title": gettext("Analysis of the section"),
        "nothing": gettext("Nothing here changes a mark, a place or an award."),
        "appendix": gettext("Appendix: all figures"),
        "method": gettext(
            "Severity: additive model within a task. Agreement: intraclass correlation. Places: residuals of the "
            "additive model drawn again around the official totals. A dash is not defined, never 0."
        ),
        "checked": gettext("Checked by (statistician, signature, date)"),
        "page": gettext("Page # of ##"),
    }
