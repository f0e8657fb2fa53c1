"""In which order teams and judges stand wherever their rows are listed by key."""

from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import InstrumentedAttribute


def natural(key: ColumnElement[str] | InstrumentedAttribute[str]) -> tuple[ColumnElement[Any], ...]:
    """Order keys as people count: by the letters before a number at the end, then T9 before T10."""
    return func.rtrim(key, "0123456789"), func.length(key), key.expression
