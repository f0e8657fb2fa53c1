"""The ready-made certificate designs: three ornaments with their languages, and words for every kind in each language."""

from olympiad.domain.certificate_designs import Design, DesignKind, Ornament, Texts

_STANDING = {
    "uz": "{teams} jamoa orasida *{place}-oʻrin*, {maximum} balldan *{total}* ball",
    "ru": "*{place}-е место* из {teams} команд, сумма баллов *{total}* из {maximum}",
    "en": "*place {place}* of {teams} teams, total *{total}* of {maximum}",
}
_MENTOR = {"uz": "Ustoz: {mentor}", "ru": "Наставник: {mentor}", "en": "Mentor: {mentor}"}
_MEMBER = {
    "uz": "“{team}” jamoasi aʼzosi\n{institution}",
    "ru": "участник команды «{team}»\n{institution}",
    "en": "member of the team “{team}”\n{institution}",
}
_GIVEN = {
    "uz": "ushbu diplom bilan taqdirlanadi",
    "ru": "награждается настоящим дипломом",
    "en": "is awarded this diploma",
}
_AWARDED = {
    language: "\n".join((_MEMBER[language], _GIVEN[language], _STANDING[language], _MENTOR[language]))
    for language in _MEMBER
}
_NOMINATED = {language: "\n".join((_MEMBER[language], _GIVEN[language], _MENTOR[language])) for language in _MEMBER}
_TEAM = {
    language: "\n".join(("{institution}", _GIVEN[language], _STANDING[language], _MENTOR[language]))
    for language in _MEMBER
}
_THANKS = {"uz": "Tashakkurnoma", "ru": "Благодарность", "en": "Letter of thanks"}

_WORDS: dict[DesignKind, dict[str, tuple[str, str, str]]] = {
    DesignKind.DEGREE: {
        "uz": ("{degree} darajali diplom", "", _AWARDED["uz"]),
        "ru": ("Диплом {degree} степени", "", _AWARDED["ru"]),
        "en": ("Diploma of the {degree} degree", "", _AWARDED["en"]),
    },
    DesignKind.ABSOLUTE: {
        "uz": ("Mutlaq gʻolib", "", _AWARDED["uz"]),
        "ru": ("Абсолютный победитель", "", _AWARDED["ru"]),
        "en": ("Absolute winner", "", _AWARDED["en"]),
    },
    DesignKind.NOMINATION: {
        "uz": ("Diplom", "“{nomination}” nominatsiyasi boʻyicha", _NOMINATED["uz"]),
        "ru": ("Диплом", "в номинации «{nomination}»", _NOMINATED["ru"]),
        "en": ("Diploma", "in the nomination “{nomination}”", _NOMINATED["en"]),
    },
    DesignKind.PARTICIPATION: {
        "uz": (
            "Sertifikat",
            "ishtirokchiga",
            "*“{section}”* seksiyasida *“{team}”* jamoasi tarkibida ishtirok etgani uchun\n{institution}\n"
            + _MENTOR["uz"],
        ),
        "ru": (
            "Сертификат",
            "участника",
            "за участие в составе команды *«{team}»* в секции *«{section}»*\n{institution}\n" + _MENTOR["ru"],
        ),
        "en": (
            "Certificate",
            "of participation",
            "for taking part with the team *“{team}”* in the section *“{section}”*\n{institution}\n" + _MENTOR["en"],
        ),
    },
    DesignKind.MENTOR: {
        "uz": (_THANKS["uz"], "ustozga", "*“{team}”* jamoasini tayyorlagani uchun\n{institution}"),
        "ru": (_THANKS["ru"], "наставнику", "за подготовку команды *«{team}»*\n{institution}"),
        "en": (_THANKS["en"], "to a mentor", "for preparing the team *“{team}”*\n{institution}"),
    },
    DesignKind.JUDGE: {
        "uz": (_THANKS["uz"], "hakamga", "*“{section}”* seksiyasida xolis hakamlik qilgani uchun\n{institution}"),
        "ru": (_THANKS["ru"], "судье", "за беспристрастное судейство в секции *«{section}»*\n{institution}"),
        "en": (_THANKS["en"], "to a judge", "for fair judging in the section *“{section}”*\n{institution}"),
    },
    DesignKind.ORGANIZER: {
        "uz": (_THANKS["uz"], "tashkilotchiga", "*“{section}”* seksiyasini tashkil etgani uchun"),
        "ru": (_THANKS["ru"], "организатору", "за организацию секции *«{section}»*"),
        "en": (_THANKS["en"], "to an organizer", "for organizing the section *“{section}”*"),
    },
    DesignKind.TEAM: {
        "uz": ("{degree} darajali jamoaviy diplom", "", _TEAM["uz"]),
        "ru": ("Командный диплом {degree} степени", "", _TEAM["ru"]),
        "en": (
            "Team diploma of the {degree} degree",
            "",
            _TEAM["en"],
        ),
    },
}

READY: dict[str, tuple[Ornament, tuple[str, ...]]] = {
    "girih": (Ornament.GIRIH, ("uz", "en")),
    "night": (Ornament.NIGHT, ("ru",)),
    "arch": (Ornament.ARCH, ("ru", "en")),
}
"""Name → ornament and languages, the first one in upright letters, the second in italics."""
_SUITS = {
    DesignKind.DEGREE: "girih",
    DesignKind.ABSOLUTE: "girih",
    DesignKind.NOMINATION: "girih",
    DesignKind.TEAM: "arch",
}


def texts_of(kind: DesignKind, language: str) -> Texts:
    """Return the words of a kind in a language, as they may be used or changed."""
    return Texts(language, *_WORDS[kind][language])


def ready(kind: DesignKind, name: str = "", reader: str = "en") -> Design:
    """Return a ready-made design of a kind; without a name the one that suits it best, first in the reader's language.

    >>> ready(DesignKind.TEAM).languages, ready(DesignKind.DEGREE, reader="ru").languages
    (('ru', 'en'), ('ru', 'en'))
    """
    ornament, languages = READY[name or _SUITS.get(kind, "night")]
    if not name and reader != "en":
        languages = (reader, *languages[1:])
    return Design(tuple(texts_of(kind, language) for language in languages), ornament)
