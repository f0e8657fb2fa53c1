"""Forms of editions and sections."""

from collections.abc import Iterable
from typing import Any, ClassVar
from zoneinfo import available_timezones

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, Regexp, StopValidation, ValidationError

from olympiad.domain.notation.languages import LANGUAGES
from olympiad.forms.base import PageForm
from olympiad.forms.choices import choices_of
from olympiad.forms.moments import DayField
from olympiad.wording.search_words import address_from

SLUG = Regexp(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", message=_l("Use small Latin letters, digits and hyphens, such as samarkand-2026.")
)

YEAR = Regexp(r"^\d{4}(\s*[-–/]\s*\d{2,4})?$", message=_l("Write the year in digits, such as 2026."))

APPEAL_MINUTES = 120
RESERVED = frozenset(
    {
        "api-tokens",
        "gallery",
        "past-editions",
        "new",
        "change",
        "copy",
        "copy-section",
        "people",
        "new-section",
        "personal-data",
    }
)


def known_time_zone(_form: PageForm, field: Field) -> None:
    """Refuse a time zone that nobody knows."""
    if field.data not in available_timezones():
        raise ValidationError(gettext("Write a time zone such as Asia/Samarkand."))


def not_reserved(_form: PageForm, field: Field) -> None:
    """Refuse the addresses of our own pages."""
    if field.data in RESERVED:
        raise ValidationError(gettext("This address is taken. Choose another."))


def address_given(_form: PageForm, field: Field) -> None:
    """Refuse an empty address, which is one that no name gave."""
    if not field.data:
        raise StopValidation(gettext("Enter an address."))


def address_field(description: str) -> StringField:
    """Return the field of a page's address."""
    return StringField(_l("Page address"), [address_given, Length(max=60), SLUG, not_reserved], description=description)


class AddressedForm(PageForm):
    """A form whose page address is made from a name where none is typed."""

    addressed_by = "name"
    languages: ClassVar[tuple[str, ...]] = ()
    """Texts that the page lays out beside each other in Uzbek, Russian and English."""
    first: ClassVar[tuple[str, ...]] = ()
    """The fields that stand on top; those that stand nowhere else come last."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Make the address, then ask every field."""
        slug, named = self["slug"], self[self.addressed_by]
        slug.data = (slug.data or "").strip() or address_from(named.data or "")
        return bool(super().validate(extra_validators))

    @classmethod
    def in_languages(cls) -> list[list[str]]:
        """Return the names of the fields that say one thing in three languages, thing by thing."""
        return [[f"{text}_{language}" for language in LANGUAGES] for text in cls.languages]

    @classmethod
    def last(cls, names: Iterable[str]) -> list[str]:
        """Return those of the fields that stand neither on top nor among the languages."""
        placed = {*cls.first, *(name for names_of_one in cls.in_languages() for name in names_of_one)}
        return [name for name in names if name not in placed]


class EditionForm(AddressedForm):
    """What is told of an edition."""

    first: ClassVar[tuple[str, ...]] = ("name", "year", "starts_on", "ends_on", "city", "slug")
    languages: ClassVar[tuple[str, ...]] = ("name", "organisation", "city")
    name = StringField(
        _l("Name of the edition"),
        [DataRequired(_l("Enter a name.")), Length(max=200)],
        description=_l("Such as Samarkand-2026."),
    )
    year = StringField(_l("Year"), [Length(max=20), Optional(), YEAR], description=_l("Such as 2026."))
    starts_on = DayField(_l("First day"), [Optional()])
    ends_on = DayField(_l("Last day"), [Optional()])
    city = StringField(
        _l("City"),
        [Length(max=100)],
        description=_l("Printed on certificates; its name in each language is asked below."),
    )
    slug = address_field(_l("Stands in the addresses of all pages. Left empty, it is made from the name."))
    name_uz = StringField(_l("Name in Uzbek"), [Length(max=300)])
    name_ru = StringField(_l("Name in Russian"), [Length(max=300)])
    name_en = StringField(_l("Name in English"), [Length(max=300)])
    organisation_uz = StringField(_l("Organisation in Uzbek"), [Length(max=300)])
    organisation_ru = StringField(_l("Organisation in Russian"), [Length(max=300)])
    organisation_en = StringField(_l("Organisation in English"), [Length(max=300)])
    city_uz = StringField(_l("City in Uzbek"), [Length(max=100)])
    city_ru = StringField(_l("City in Russian"), [Length(max=100)])
    city_en = StringField(_l("City in English"), [Length(max=100)])
    ordinal = StringField(
        _l("Number of the edition"), [Length(max=40)], description=_l("As it is printed, such as VII.")
    )
    certificate_prefix = StringField(
        _l("Prefix of certificate numbers"),
        [
            Length(max=20),
            Optional(),
            Regexp(r"^[A-Z0-9-]+$", message=_l("Use capital Latin letters, digits and hyphens.")),
        ],
        description=_l("Such as SMU-2026; a certificate is then called SMU-2026-BIO-0001."),
    )
    time_zone = StringField(
        _l("Time zone"),
        [DataRequired(_l("Enter a time zone.")), known_time_zone],
        default="Asia/Samarkand",
        description=_l("Begin to type and choose, such as Asia/Tashkent."),
        render_kw={"list": "time-zones", "autocomplete": "off"},
    )
    site_is_open = BooleanField(
        _l("The public site is open before the first results"),
        description=_l(
            "It shows sections, countries and the programme; marks and places only once they are published."
        ),
    )
    contact = StringField(
        _l("Contact"), [Length(max=300)], description=_l("Address, telephone or e-mail that the public site shows.")
    )

    zones = sorted(zone for zone in available_timezones() if zone.startswith(("Asia/", "Europe/")))
    """What the page offers for the time zone."""

    def validate_ends_on(self, field: Field) -> None:
        """Refuse an end before the beginning."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(gettext("The last day is before the first."))


TABLES = {
    "": _l("None"),
    "sum": _l("Sum of the totals of its teams"),
    "best": _l("Total of its best team"),
    "medals": _l("4, 3, 2, 1 points for awards, the highest first"),
}


class SectionForm(AddressedForm):
    """What is told of a section."""

    addressed_by = "title"
    first: ClassVar[tuple[str, ...]] = (
        *("title", "slug", "code"), *("chair", "chair_title", "second_signatory", "second_signatory_title"),
    )  # fmt: skip
    languages: ClassVar[tuple[str, ...]] = ("title", "chair_title", "second_signatory_title")
    title = StringField(
        _l("Title"), [DataRequired(_l("Enter a title.")), Length(max=300)], description=_l("Such as Biochemistry.")
    )
    slug = address_field(_l("Stands in the addresses of all pages. Left empty, it is made from the title."))
    code = StringField(
        _l("Letters in certificate numbers"),
        [
            Length(max=12),
            Optional(),
            Regexp(r"^[A-Z0-9-]+$", message=_l("Use capital Latin letters, digits and hyphens.")),
        ],
        description=_l("Such as BIO. Left empty, the first three letters of the address."),
    )
    title_uz = StringField(_l("Title in Uzbek"), [Length(max=300)])
    title_ru = StringField(_l("Title in Russian"), [Length(max=300)])
    title_en = StringField(_l("Title in English"), [Length(max=300)])
    chair = StringField(
        _l("Chair of the jury"), [Length(max=200)], description=_l("Signs the protocol and the certificates.")
    )
    chair_title = StringField(
        _l("Title of the chair"),
        [Length(max=200)],
        description=_l("Printed under the signature, unless the language of the paper has its own below."),
    )
    chair_title_uz = StringField(_l("Title of the chair in Uzbek"), [Length(max=200)])
    chair_title_ru = StringField(_l("Title of the chair in Russian"), [Length(max=200)])
    chair_title_en = StringField(_l("Title of the chair in English"), [Length(max=200)])
    second_signatory = StringField(_l("Second signatory"), [Length(max=200)])
    second_signatory_title = StringField(_l("Title of the second signatory"), [Length(max=200)])
    second_signatory_title_uz = StringField(_l("Title of the second signatory in Uzbek"), [Length(max=200)])
    second_signatory_title_ru = StringField(_l("Title of the second signatory in Russian"), [Length(max=200)])
    second_signatory_title_en = StringField(_l("Title of the second signatory in English"), [Length(max=200)])
    appeal_minutes = IntegerField(
        _l("Minutes for appeals"),
        [NumberRange(0, 20_000, _l("Between 0 and 20,000 minutes."))],
        default=APPEAL_MINUTES,
        filters=[lambda minutes: APPEAL_MINUTES if minutes is None else minutes],
        description=_l("From publishing the preliminary results; 0 where the regulations know no appeals."),
    )
    publishes_task_marks = BooleanField(_l("Task marks are published with the results"), default=True)
    institutions_table = SelectField(_l("Institutions’ table in public"), choices=choices_of(TABLES), default="")


class CopiedParts(PageForm):
    """What comes along from another section or edition; teams and marks never do."""

    copies_tasks = BooleanField(_l("Tasks with their criteria and keys"), default=True)
    copies_rules = BooleanField(_l("Rules: scale, ties, awards"), default=True, description=_l("They name the tasks."))
    copies_institutions = BooleanField(_l("Institutions"), default=True)
    copies_judges = BooleanField(
        _l("Judges"), default=False, description=_l("With their tasks, without teams; they get new cards.")
    )

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the fields that choose, beside those that are told."""
        return ("copies_tasks", "copies_rules", "copies_institutions", "copies_judges")

    def settings(self) -> list[str]:
        """Return the other fields."""
        return [name for name in self.data if name not in (*self.names(), "csrf_token")]


class SectionCopyForm(CopiedParts, SectionForm):
    """A section made from another one."""


class EditionCopyForm(CopiedParts, EditionForm):
    """An edition made from another one."""
