"""The forms of teams and their members."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from olympiad.forms.base import PageForm
from olympiad.forms.choices import choices_of, country_field, length_of
from olympiad.forms.late_reasons import late_reason
from olympiad.wording.names import OWN_NAMES

STATUSES = {
    "competing": _l("Competing"),
    "guest": _l("Guest team"),
    "withdrawn": _l("Withdrawn"),
    "disqualified": _l("Disqualified"),
}


class TeamForm(PageForm):
    """A team; its key names it in files and cannot be changed."""

    team = StringField(
        _l("Registration number"), [DataRequired(_l("Enter the team's registration number.")), *length_of("teams", "team")],
        description=_l("What organizers know the team by; judges never see it."),
    )  # fmt: skip
    name = StringField(_l("Name of the team"), length_of("teams", "name"))
    code = StringField(
        _l("Code for judges"), length_of("teams", "code"),
        description=_l("Left empty, it is drawn at random. It stays fixed once a score sheet is opened."),
    )  # fmt: skip
    institution = SelectField(_l("Institution"))
    country = country_field()
    mentor = StringField(_l("Mentor"), length_of("teams", "mentor"))
    status = SelectField(_l("Takes part as"), choices=choices_of(STATUSES))
    status_reason = StringField(_l("Reason, if withdrawn or disqualified"))
    language = SelectField(_l("Language of the tasks"), choices=choices_of({"": "–"} | OWN_NAMES))
    reason = late_reason()


class ParticipantForm(PageForm):
    """A member of a team."""

    name = StringField(
        _l("Name in Latin letters"), [DataRequired(_l("Enter the name.")), Length(max=300)],
        description=_l("Exactly as in the passport; it is printed on the certificate."),
    )  # fmt: skip
    name_local = StringField(_l("Name in another script"), [Length(max=300)])
    role = SelectField(_l("Role"), choices=choices_of({"member": _l("Member"), "leader": _l("Team leader")}))
    email = StringField(_l("E-mail"), [Length(max=254)])
    consents_name = BooleanField(_l("Agrees that the name is published"))
    consents_score = BooleanField(_l("Agrees that the marks are published"))
    consents_photo = BooleanField(_l("Agrees that photos are published"))
    reason = late_reason()
