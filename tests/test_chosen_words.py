"""Asks whether the catalogues keep to the chosen word for each thing: the words that were given up stand in none of them."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).resolve().parent.parent / "olympiad" / "translations"

GIVEN_UP = {
    "uz": {
        r"\bvaraqni\b|\bvaraqlardagi|\bbir varaqda\b|topshirigʻida varaqlar": "varaqa (varaq is a sheet of a workbook)",
        r"muzlat|qotir": "mahkamlash",
        r"[Kk]oʻrsatkich": "oʻlchov",
        r"\bish joyi|\bish oʻrn|\bstoli\b": "stansiya",
        r"diskvalifikatsiya": "chetlatilgan",
        r"moderatsiya": "Kelishtirish",
        r"\bimport\b": "yuklash",
        r"[Tt]afovut|kelishmovchilik": "farq",
        r"\bdavlat\b": "mamlakat",
        r"Murabbiy": "Ustoz",
        r"(EUSO|IChO|IPhO) dagidek": "written together",
        r"jonli nusxa": "faol nusxa",
        r"(Qurilma|Karta)ni yopish|(karta|qurilma)sini yopish": "bloklash",
        r"Oʻlchov balli\b": "Oʻlchov bali",
        r"bosqichlar yoʻli": "Seksiya bosqichlari",
        r"\bkelishdi:|ballni (hali )?kelish": "ball boʻyicha kelishish",
        r"masalan \d+\.\d": "a decimal comma",
        r"\d,\d, \d": "semicolons between numbers with decimal commas",
    },
    "ru": {
        r"[Пп]оказани[еяйюм]": "измерение",
        r"разведени": "правило при равенстве",
        r"[Тт]абло": "Ход работы",
        r"модераци": "страница «Согласование»",
        r"импорт": "загрузка",
        r"\b[Оо]тсутстви": "неявка",
        r"подписывающ": "подписант",
        r"\bобраз(ец|ц)": "проба",
        r"живы[ех] копи": "рабочие копии",
        r"чле\w+ жюри": "судья",
        r"близкий судья": "судья, связанный с командой",
        r"Закрыть (карту|устройство)": "заблокировать, отключить",
        r"мест[оа] работы|рабоч\w+ мест": "станция",
        r"Вас ничего не ждёт|^Ждёт вас$": "Требует внимания",
        r"апелляция решена|решите их|\bрешить апелл": "рассмотреть апелляцию",
        r"\bтогда:? %\(after\)|Граница тогда|Решает потом": "до и после изменения",
        r" – ": "an em dash",
        r"например \d+\.\d": "a decimal comma",
        r"\d%(?!%)(?!\()": "a no-break space before the sign",
    },
}


@pytest.mark.parametrize("language", GIVEN_UP)
def test_no_text_holds_a_word_that_was_given_up(language: str) -> None:
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file)
    texts = [
        text
        for message in catalogue
        if message.id
        for text in (message.string if isinstance(message.string, tuple) else (message.string,))
    ]

    found = {
        f"{word} → {chosen}": text
        for word, chosen in GIVEN_UP[language].items()
        for text in texts
        if re.search(word, text)
    }

    assert found == {}
