"""Forms of a ceremony: order, languages and wording; what is opened; whether its end publishes."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from olympiad.domain.ceremony import Order, When
from olympiad.domain.notation.ceremony import MOST_LETTERS, SENTENCES, Settings
from olympiad.forms.base import PageForm
from olympiad.forms.choices import choices_of
from olympiad.wording.names import OWN_NAMES

WHEN = {
    str(When.FIRST): _l("At the beginning"),
    str(When.BEFORE_WINNER): _l("Before the winner"),
    str(When.LAST): _l("At the end"),
    str(When.NEVER): _l("Not at all"),
}
CARDS = {
    "level": _l("Before the first team of each award"),
    "each": _l("Before every place"),
}


class WordingForm(Form):
    """One sentence in one language; without CSRF of its own."""

    name = HiddenField()
    text = TextAreaField(_l("Wording"), [Optional(), Length(max=MOST_LETTERS)])


class ArrangeForm(PageForm):
    """What the jury chooses beforehand."""

    first = SelectField(_l("Language of the hall"), choices=choices_of(OWN_NAMES))
    second = SelectField(_l("Second language, smaller"), choices=choices_of({"": _l("none"), **OWN_NAMES}))
    cards = RadioField(_l("The award alone is shown"), choices=choices_of(CARDS))
    together = SelectMultipleField(
        _l("Teams of these awards are shown together"),
        [Optional()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        description=_l("Up to eight on one picture; the others are revealed place by place."),
    )
    special = SelectField(_l("Special awards"), choices=choices_of(WHEN))
    institutions = SelectField(_l("Prize of the institutions"), choices=choices_of(WHEN))
    totals = BooleanField(_l("Show totals"))
    members = BooleanField(_l("Show the names of members who agreed to it"))
    texts = FieldList(FormField(WordingForm))

    @classmethod
    def of(cls, settings: Settings, levels: Sequence[str]) -> "ArrangeForm":
        """Make the form with the present choices."""
        order = settings.order
        form = cls(
            first=settings.languages[0],
            second=settings.languages[1] if len(settings.languages) > 1 else "",
            cards="each" if order.card_before_each else "level",
            together=sorted(order.together),
            special=str(order.special),
            institutions=str(order.institutions),
            totals=settings.shows_totals,
            members=settings.shows_members,
            texts=[
                {"name": f"{sentence}.{code}", "text": settings.texts.get(f"{sentence}.{code}", "")}
                for sentence in SENTENCES
                for code in OWN_NAMES
            ],
        )
        form.together.choices = [(level, level) for level in levels]
        return form

    def settings(self) -> Settings:
        """Return what was chosen."""
        order = Order(
            card_before_each=self.cards.data == "each",
            together=frozenset(self.together.data or ()),
            special=When(self.special.data),
            institutions=When(self.institutions.data),
        )
        known = {f"{sentence}.{code}" for sentence in SENTENCES for code in OWN_NAMES}
        texts = {
            str(one["name"]): one["text"].strip()
            for one in self.texts.data
            if one["name"] in known and (one["text"] or "").strip()
        }
        languages = (self.first.data, *([self.second.data] if self.second.data else []))
        return Settings(order, languages, bool(self.totals.data), bool(self.members.data), texts)


class OpenForm(PageForm):
    """Nothing but the button."""


class EndForm(PageForm):
    """Whether the end makes the version public."""

    then = RadioField(
        _l("Then"),
        choices=choices_of({"publish": _l("publish the results at once"), "wait": _l("publish nothing yet")}),
    )
