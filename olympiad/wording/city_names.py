"""The city of an edition in each language: as it was entered, else by a table of towns, else as it stands."""

from olympiad.config import LANGUAGES
from olympiad.domain.look_alikes import fold
from olympiad.wording.names import content

_TOWNS = """
Samarqand/Самарканд/Samarkand Toshkent/Ташкент/Tashkent Buxoro/Бухара/Bukhara Andijon/Андижан/Andijan
Fargʻona/Фергана/Fergana Namangan/Наманган/Namangan Qoʻqon/Коканд/Kokand Qarshi/Карши/Karshi Termiz/Термез/Termez
Navoiy/Навои/Navoi Jizzax/Джизак/Jizzakh Guliston/Гулистан/Gulistan Urganch/Ургенч/Urgench Xiva/Хива/Khiva
Nukus/Нукус/Nukus Shahrisabz/Шахрисабз/Shahrisabz Almati/Алматы/Almaty Ostona/Астана/Astana Chimkent/Шымкент/Shymkent
Qaragʻanda/Караганда/Karaganda Bishkek/Бишкек/Bishkek Oʻsh/Ош/Osh Dushanbe/Душанбе/Dushanbe Xoʻjand/Худжанд/Khujand
Ashxobod/Ашхабад/Ashgabat Moskva/Москва/Moscow Qozon/Казань/Kazan Boku/Баку/Baku Tbilisi/Тбилиси/Tbilisi
Yerevan/Ереван/Yerevan Minsk/Минск/Minsk Istanbul/Стамбул/Istanbul Anqara/Анкара/Ankara
"""
_BY_NAME = {
    fold(name): dict(zip(("uz", "ru", "en"), town.split("/"), strict=True))
    for town in _TOWNS.split()
    for name in town.split("/")
}


def city_name(edition: object, language: str) -> str:
    """Name the city of an edition in a language; a well-known town entered in another one is translated.

    >>> from types import SimpleNamespace
    >>> city_name(SimpleNamespace(city="Samarqand"), "en"), city_name(SimpleNamespace(city="Chust"), "en")
    ('Samarkand', 'Chust')
    """
    own = getattr(edition, f"city_{language}", "")
    entered = content(edition, "city", language)
    return own or _BY_NAME.get(fold(entered), {}).get(language, entered)


def borrowed(edition: object) -> dict[str, str]:
    """Return what would be printed in each language that the city has no name in, where that is another language's name.

    >>> from types import SimpleNamespace
    >>> borrowed(SimpleNamespace(city="Chust", city_en="Chust")), borrowed(SimpleNamespace(city="Buxoro"))
    ({'uz': 'Chust', 'ru': 'Chust'}, {})
    """
    missing = (code for code in LANGUAGES if not getattr(edition, f"city_{code}", ""))
    shown = {code: city_name(edition, code) for code in missing}
    return {code: name for code, name in shown.items() if name and fold(name) not in _BY_NAME}
