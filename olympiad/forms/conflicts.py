"""The form of a judge's declaration, and of the team that an organizer finds for it."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from olympiad.forms.base import PageForm


class DeclarationForm(PageForm):
    """An institution, a person, or both."""

    institution = SelectField(_l("Institution"), [Optional()])
    person = StringField(
        _l("Person"), [Optional(), Length(max=300)],
        description=_l("A participant or mentor you are close to. The organizers look in which team; you never learn it."),
    )  # fmt: skip
    relation = StringField(
        _l("What connects you"), [Optional(), Length(max=300)], description=_l("Such as: relative, own student, joint project.")
    )  # fmt: skip


class TeamForm(PageForm):
    """The team of a declared person."""

    team = SelectField(_l("Team"), [Optional()])
