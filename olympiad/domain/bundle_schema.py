"""The JSON Schema of results bundles, published so that other programs can check them."""

from olympiad.domain.bundle import FORMAT
from olympiad.domain.canonical_json import Plain

Schema = dict[str, Plain]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
TRUTH: Schema = {"type": "boolean"}
EXACT: Schema = {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+|/[0-9]+)?$"}
CODE: Schema = {"type": "string", "pattern": "^[^\\s|:=;]{1,20}$"}
"""Of a chosen answer; it never looks like a number."""
CHECKSUM: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def _object(**members: Schema) -> Schema:
    required: list[Plain] = list(members)
    return {"type": "object", "properties": dict(members), "required": required, "additionalProperties": False}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


MARK: Schema = {
    "anyOf": [
        EXACT,
        {"type": "null"},
        _object(readings=_list(EXACT)),
        _object(readings=_list(CODE)),
        _object(not_assessed={"enum": ["undecided", "exclude", "full", "others"]}),
    ]
}

SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": FORMAT,
    **_object(
        format={"const": FORMAT},
        edition=TEXT,
        section=TEXT,
        version=WHOLE,
        time={"type": "string", "format": "date-time"},
        audit_head=CHECKSUM,
        previous={"anyOf": [CHECKSUM, {"const": ""}]},
        rules={
            "type": "object",
            "properties": {"awards": _list(_object(name=TEXT, conditions=TEXT))},
            "required": ["awards"],
            "additionalProperties": TEXT,
        },
        tasks=_list(
            _object(
                task=TEXT,
                part=TEXT,
                weight=EXACT,
                judges=WHOLE,
                method=TEXT,
                drop=WHOLE,
                by=TEXT,
                maximum=EXACT,
                criteria=_list(
                    _object(criterion=TEXT, kind=TEXT, maximum=EXACT, step=EXACT, critical=TEXT, key=TEXT),
                ),
            )
        ),
        teams=_list(_object(team=TEXT, code=TEXT, status=TEXT)),
        sheets=_list(_object(team=TEXT, task=TEXT, judge=TEXT, absent=TRUTH, submitted=TRUTH, marks=_list(MARK))),
        absences=_list(_object(team=TEXT, task=TEXT)),
        samples=_list(_object(team=TEXT, task=TEXT, sample=TEXT)),
        keys=_list(_object(task=TEXT, criterion=TEXT, sample=TEXT, key=TEXT)),
        agreed_marks=_list(_object(team=TEXT, task=TEXT, criterion=TEXT, mark=EXACT)),
        penalties=_list(_object(team=TEXT, task=TEXT, points=EXACT)),
        times=_list(_object(team=TEXT, task=TEXT, seconds=EXACT)),
        extra_rounds=_list(_object(team=TEXT, rank=WHOLE)),
        special_awards=_list(_object(team=TEXT, award=TEXT)),
        counted=WHOLE,
        maximum=_or_null(EXACT),
        ranking=_list(
            _object(
                team=TEXT,
                listing=TEXT,
                place=_or_null(EXACT),
                task_marks={
                    "type": "object",
                    "additionalProperties": {"anyOf": [EXACT, {"const": "absent"}, {"type": "null"}]},
                },
                penalties=EXACT,
                total=_or_null(EXACT),
                award=TEXT,
                special_awards=_list(TEXT),
                decided_by=TEXT,
                missing=_list(TEXT),
            )
        ),
        sha256=CHECKSUM,
        display={"type": "object"},
    ),
}
