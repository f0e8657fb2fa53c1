"""Asks whether the catalogues keep to the chosen word for each thing: the words that were given up stand in none of them."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).resolve().parent.parent / "olympiad" / "translations"

GIVEN_UP = {
    "uz": {
        r"\bvaraqni\b|\bvaraqlardagi|\bbir varaqda\b|topshirigʻida varaqlar|ta varaq\b|Bu varaqda"
        r"|(topshirmagan|[Qq]olgan|[Tt]opshirilgan|[Bb]oshlangan|baholash|eski) varaql": "varaqa (varaq: of a workbook)",
        r"\b[Bb]aho(lar)?(ni|ga|dan|si|sini|siz|ning)?\b": "ball (a mark), baholash (the act)",
        r"%\(code\)s mezon(i|ini) oʻ": "%(code)s-mezon",
        r"Natijalar versiyasi %|^Bet %|%\(place\)s %\(count\)s tadan": "natijalarning N-versiyasi, N-bet, a / b",
        r"Siz, topshiriqda eng yaxshi": "Bu topshiriqda eng yaxshi natija sizniki",
        r"%% i\b|%% idan\b": "foizi",
        r"boshlangan vaqt:": "the moment in brackets",
        r"varaqa yigʻindisi|\b[Jj]ami ball|[Yy]igʻindilarni tasdiqla": "umumiy ball of a team, varaqa jami of a sheet",
        r"\b[Rr]ahbar": "sardor",
        r"(qoida|Mezon)\w* yangi versiya|faqat yangi versiya bilan": "tahrir of rules and rubric, versiya of results",
        r"Zalga ishonch": "Zal sertifikatini oʻrnatish",
        r"kislotaliligini titrlash": "titrlash usulida aniqlash",
        r"^Natijalarni qayta hisoblash$": "Natijalar faylini tekshirish",
        r" — ": "an en dash with spaces, as in all Uzbek texts",
        r"muzlat|qotir": "mahkamlash",
        r"[Kk]oʻrsatkich": "oʻlchov",
        r"\b[Ii]sh joyi|\b[Ii]sh oʻrn|\b[Ss]toli(ngiz)?": "stansiya",
        r"diskvalifikatsiya": "chetlatilgan",
        r"moderatsiya": "Kelishtirish",
        r"(?<!→ )\b[Ii]mport\b": "yuklash",
        r"[Tt]afovut|kelishmovchilik": "farq",
        r"\bdavlat\b": "mamlakat",
        r"[Mm]urabbiy": "ustoz",
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
        r"\b[Оо]цен(ки|ок|ка|ку|кой|кам|ками)\b(?! не сошлись| на глаз)": "балл (a mark), оценивание (the act)",
        r"[Оо]тозва\w* сертификат|[Сс]ертификат\w* отозван|^Отозван$": "аннулирован (a certificate)",
        r"разведени": "правило при равенстве",
        r"[Тт]абло": "Ход работы",
        r"модераци": "страница «Согласование»",
        r"(?<!→ )[Ии]мпорт": "загрузка",
        r"[Сс]огласованн\w+ оцен|[Оо]цен\w+ за задани|лист\w* оценок": "балл (a mark), оценочный лист",
        r"[Сс]умм\w+ (листа|у границ)|Равные суммы|[Пп]одтвердит\w+ (эти )?суммы|место и сумма|награда и сумма": "итог",
        r"Решённых апелляц|\b[Рр]ешить апелляц": "рассмотренных апелляций, рассмотреть апелляцию",
        r"Руководител": "капитан",
        r"верси[ия] (критериев|правил)|только новой версией": "редакция of rules and rubric, версия of results",
        r"заморож": "зафиксирован",
        r"у вашего стола|Сказано у стола": "станция",
        r"^Испытать|примерить": "Проверить другие правила",
        r"^(Идём|Помогли)$|Роль выдана": "Иду, Помощь оказана, Роль назначена",
        r"Доверие (этому )?зал": "Сертификат этого зала",
        r"обновляется само": "обновляется автоматически",
        r"Как получил": "Как сложился итог, как определены места",
        r"Жюри согласовало задание": "Жюри согласовало балл за задание",
        r"Разделённых мест: сейчас": "до изменения, после",
        r"^Слова(, если нужны)?$|не одно задание|одно из времён": "Текст, Комментарий, без привязки к заданию",
        r"[Пп]одотчётность": "Контроль",
        r"^Пересчитать результаты$": "Проверить файл результатов",
        r"сертификат\w* .*отозван": "аннулирован (a certificate)",
        r"\b[Оо]тсутстви|отсутствующую|команда отсутствовала": "неявка",
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
        r" – |^– ": "an em dash",
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
