"""Fields for what a text says in Uzbek, Russian and English, beside the one field that says it for all."""

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from olympiad.domain.notation.languages import LANGUAGES, meanings, written
from olympiad.forms.base import PageForm


class SaidInLanguages(PageForm):
    """A form some of whose texts have three fields beside them, which its page folds away."""

    texts: ClassVar[tuple[str, ...]] = ()
    """The fields that have them: `NAME_uz`, `NAME_ru`, `NAME_en`."""

    def said(self, name: str) -> str:
        """Return one text with its languages, as it is kept."""
        fields = [self[name], *(self[f"{name}_{language}"] for language in LANGUAGES)]
        return written(tuple((field.data or "").strip() for field in fields))

    @classmethod
    def further(cls) -> list[str]:
        """Return the names of the fields that are folded away."""
        return [f"{name}_{language}" for name in cls.texts for language in LANGUAGES]


class ReasonInLanguages(SaidInLanguages):
    """A reason that people of three languages read; the form itself declares `reason`."""

    texts: ClassVar[tuple[str, ...]] = ("reason",)
    reason_uz = StringField(_l("Reason in Uzbek"), [Length(max=600)])
    reason_ru = StringField(_l("Reason in Russian"), [Length(max=600)])
    reason_en = StringField(_l("Reason in English"), [Length(max=600)])


def taken_apart(name: str, text: str) -> dict[str, str]:
    """Return a kept text as the fields of a form."""
    first, *others = meanings(text)
    return {name: first} | {f"{name}_{language}": words for language, words in zip(LANGUAGES, others, strict=True)}
