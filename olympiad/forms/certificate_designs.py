"""The form of a certificate design: two languages, ornament, colours, signatories, logos, paper and number."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    ColorField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from olympiad.domain.certificate_designs import (
    LANGUAGES,
    MOST_LANGUAGES,
    MOST_LOGOS,
    MOST_SIGNATORIES,
    Design,
    Ornament,
    Paper,
    Signatory,
    Texts,
)
from olympiad.forms.base import PageForm
from olympiad.forms.choices import choices_of
from olympiad.wording.names import OWN_NAMES

ORNAMENTS = {
    Ornament.GIRIH: _l("Girih frame"),
    Ornament.NIGHT: _l("Night and dome"),
    Ornament.ARCH: _l("Arch"),
    Ornament.SIMPLE: _l("Simple frame"),
    Ornament.OWN_PAPER: _l("Own paper, printed before"),
}
PAPERS = {Paper.LANDSCAPE: _l("A4 across"), Paper.PORTRAIT: _l("A4 upright")}


class TextsForm(Form):
    """The words in one language."""

    language = SelectField(_l("Language"), validate_choice=False)
    heading = StringField(_l("Heading"))
    subheading = StringField(_l("Under the heading"))
    lines = TextAreaField(_l("Lines"))

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.language.choices = choices_of({"": _l("None")} | {code: OWN_NAMES[code] for code in LANGUAGES})


class SignatoryForm(Form):
    """Who signs."""

    name = StringField(_l("Name"))
    title = StringField(_l("Title"))
    picture = SelectField(_l("Signature"), validate_choice=False)
    file = FileField(_l("New picture of the signature (PNG or SVG)"))


class LogoForm(Form):
    """One logo."""

    picture = SelectField(_l("Logo"), validate_choice=False)
    file = FileField(_l("New logo (PNG or SVG)"))


class DesignForm(PageForm):
    """What an organizer chooses for one kind of certificates."""

    base = HiddenField()
    scope = RadioField(
        _l("For"), choices=choices_of({"edition": _l("the whole edition"), "section": _l("this section alone")})
    )
    texts = FieldList(FormField(TextsForm), min_entries=MOST_LANGUAGES, max_entries=MOST_LANGUAGES)
    ornament = RadioField(_l("Ornament"), choices=choices_of(ORNAMENTS), coerce=str)
    paper = RadioField(_l("Paper"), choices=choices_of(PAPERS), coerce=str)
    heading_colour = ColorField(_l("Heading"))
    name_colour = ColorField(_l("Names"))
    text_colour = ColorField(_l("Text"))
    signatories = FieldList(FormField(SignatoryForm), min_entries=MOST_SIGNATORIES, max_entries=MOST_SIGNATORIES)
    logos = FieldList(FormField(LogoForm), min_entries=MOST_LOGOS, max_entries=MOST_LOGOS)
    seal = BooleanField(_l("Room for the wet seal, ⌀ 36 mm"))
    number = StringField(
        _l("Number"), description=_l("Fields: {edition}, {section}, {year}; {number} stands at the end.")
    )

    def offer(self, pictures: Mapping[str, object]) -> None:
        """Let every place for a picture choose among those of the edition."""
        choices = choices_of({"": _l("None")} | dict(pictures))
        for entry in (*self.signatories, *self.logos):
            entry.form.picture.choices = choices

    def fill(self, design: Design, *, base: int, scope: str) -> None:
        """Show a design."""
        self.base.data, self.scope.data = str(base), scope
        for entry, text in zip(self.texts, design.texts, strict=False):
            given = (text.language, text.heading, text.subheading, text.lines)
            _set(entry.form, dict(zip(("language", "heading", "subheading", "lines"), given, strict=True)))
        for entry, one in zip(self.signatories, design.signatories, strict=False):
            _set(entry.form, {"name": one.name, "title": one.title, "picture": one.picture})
        for entry, sha256 in zip(self.logos, design.logos, strict=False):
            entry.form.picture.data = sha256
        named = ("ornament", "paper", "heading_colour", "name_colour", "text_colour", "seal", "number")
        _set(self, {name: getattr(design, name) for name in named})

    def design(self) -> Design:
        """Return what was chosen, as far as it is written; the domain checks it."""
        return Design(
            texts=tuple(_texts(entry.form) for entry in self.texts if entry.form.language.data),
            ornament=Ornament(self.ornament.data) if self.ornament.data in list(Ornament) else Ornament.GIRIH,
            paper=Paper(self.paper.data) if self.paper.data in list(Paper) else Paper.LANDSCAPE,
            heading_colour=self.heading_colour.data or "",
            name_colour=self.name_colour.data or "",
            text_colour=self.text_colour.data or "",
            signatories=tuple(_signatory(entry.form) for entry in self.signatories if _is_given(entry.form)),
            logos=tuple(entry.form.picture.data for entry in self.logos if entry.form.picture.data),
            seal=bool(self.seal.data),
            number=(self.number.data or "").strip(),
        )


def _set(form: Form, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        form[name].data = str(value) if isinstance(value, str) else value


def _texts(form: TextsForm) -> Texts:
    lines = (form.lines.data or "").replace("\r\n", "\n").strip()
    return Texts(form.language.data, (form.heading.data or "").strip(), (form.subheading.data or "").strip(), lines)


def _signatory(form: SignatoryForm) -> Signatory:
    return Signatory((form.name.data or "").strip(), (form.title.data or "").strip(), form.picture.data or "")


def _is_given(form: SignatoryForm) -> bool:
    return any((part.data or "") for part in (form.name, form.title, form.picture))
