"""Words for what is wrong with a chain of the record, or with rows beside it."""

from collections.abc import Mapping

from olympiad.wording.catalogues import N_, catalogue

FAULTS: dict[str, str] = {
    "number": N_("entry %(seq)s is missing or out of its order"),
    "link": N_("entry %(seq)s does not follow from the entry before it"),
    "content": N_("entry %(seq)s was changed after it was written"),
    "detail": N_("a personal value of entry %(seq)s was changed after it was written"),
    "head": N_("the chain’s head says entry %(seq)s, the entries end elsewhere"),
    "witness": N_("the head witnessed at entry %(seq)s is not in the chain: it was cut or written anew"),
    "bundle": N_("the head printed in results version %(seq)s is not in the chain: it was cut or written anew"),
}
DIFFERENCES: dict[str, str] = {
    "row_changed": N_("%(row)s, %(column)s: entry %(seq)s says %(said)s, in the database stands %(stands)s"),
    "row_changed_hashed": N_("%(row)s, %(column)s: in the database stands something else than entry %(seq)s recorded"),
    "row_missing": N_("%(row)s: recorded by entry %(seq)s, but gone from the database"),
    "row_unknown": N_("%(row)s: stands in the database, but no entry recorded it"),
    "row_unknown_since": N_("%(row)s: stands in the database, but not in what entry %(seq)s recorded"),
    "row_unreadable": N_("table %(table)s holds a value that nothing in it can have"),
    "row_seals": N_("what entry %(seq)s recorded of the database’s rows was changed after it was written"),
    "operations_changed": N_("the operations that entry %(seq)s recorded were changed or taken away"),
    "operation_unknown": N_("%(row)s: stands in the database, but no entry recorded it"),
}
"""Sentences of differences between rows and record; `_hashed` and `_since` where the record says less, or more."""


def fault_text(fault: str, seq: int, language: str) -> str:
    """Say what is wrong with a chain and where.

    >>> fault_text("content", 7, "en")
    'entry 7 was changed after it was written'
    """
    return catalogue(language).gettext(FAULTS[fault]) % {"seq": seq}


def difference_text(kind: str, told: Mapping[str, str | int | None], language: str) -> str:
    """Say which row is not what the record says; `told` has the members of a difference.

    >>> told = {"table": "mark", "row": "20,3", "named": "V83 · T1", "column": "mark", "seq": 7, "said": "1.5", "stands": "2"}
    >>> difference_text("row_changed", told, "en")
    'mark 20,3 (V83 · T1), mark: entry 7 says 1.5, in the database stands 2'
    """
    variant = {"row_changed": "_hashed" if told["said"] is None else "", "row_unknown": "_since" if told["seq"] else ""}
    row = f"{told['table']} {told['row']}" + (f" ({told['named']})" if told["named"] else "")
    return catalogue(language).gettext(DIFFERENCES[kind + variant.get(kind, "")]) % {**told, "row": row}
