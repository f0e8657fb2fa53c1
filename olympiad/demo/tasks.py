"""Six laboratory tasks with their rubrics; every kind of criterion is used."""
# ruff: noqa: E501

from dataclasses import dataclass, field


@dataclass(frozen=True)
class DemoCriterion:
    """A line of a rubric, as in criteria.csv."""

    code: str
    kind: str
    maximum: str
    en: str
    uz: str
    ru: str
    key: str = ""
    critical: str = "no"


@dataclass(frozen=True)
class DemoTask:
    """A task, as in tasks.csv."""

    code: str
    station: str
    en: str
    uz: str
    ru: str
    criteria: tuple[DemoCriterion, ...]
    sample_keys: dict[str, dict[str, str]] = field(default_factory=dict)
    """Criterion code → sample → key."""


def _rubric(text: str) -> tuple[DemoCriterion, ...]:
    """Read lines of: kind, maximum, three labels, key, critical."""
    lines = [[part.strip() for part in line.split(";")] for line in text.strip().splitlines()]
    return tuple(DemoCriterion(str(number), *line) for number, line in enumerate(lines, 1))


GLUCOSE = DemoTask(
    "GLU",
    "1",
    "Serum glucose by glucose oxidase",
    "Qon zardobida glyukozani glyukozooksidaza usulida aniqlash",
    "Глюкоза сыворотки глюкозооксидазным методом",
    _rubric("""
        check; 1; Before the measurement: Goggles, coat and gloves worn; Oʻlchashdan oldin: Koʻzoynak, xalat va qoʻlqop kiyilgan; До измерения: Надеты очки, халат и перчатки; ; zero
        points; 2; Before the measurement: Reagents and sample checked before use; Oʻlchashdan oldin: Reaktivlar va namuna ishdan oldin tekshirilgan; До измерения: Реактивы и проба проверены до начала работы
        points; 3; Before the measurement: Pipetting technique; Oʻlchashdan oldin: Pipetka bilan ishlash texnikasi; До измерения: Техника пипетирования
        levels; 4; The measurement: Calibration; Oʻlchash: Kalibrlash; Измерение: Калибровка; 0=No calibration / uz: Kalibrlanmagan / ru: Без калибровки | 1=One standard, no blank / uz: Bitta standart, nazorat eritmasisiz / ru: Один стандарт, без холостой пробы | 3=Blank and one standard in duplicate / uz: Nazorat eritmasi va bitta standart, ikki marta / ru: Холостая проба и один стандарт в двух повторах | 4=Blank and three standards, line drawn / uz: Nazorat eritmasi va uchta standart, grafik chizilgan / ru: Холостая проба и три стандарта, график построен
        reading; 4; The measurement: Glucose in the control serum, mmol/L; Oʻlchash: Nazorat zardobidagi glyukoza, mmol/L; Измерение: Глюкоза в контрольной сыворотке, ммоль/л; value=5.55 unit=mmol/L full=2% zero=20% replicates=mean
        check; 2; The measurement: Duplicates agree within 0.2 mmol/L; Oʻlchash: Parallel natijalar farqi 0,2 mmol/L dan oshmaydi; Измерение: Параллельные результаты расходятся не более чем на 0,2 ммоль/л
        points; 2; After the measurement: Result reported with unit and reference range; Oʻlchashdan keyin: Natija birligi va meʼyor chegarasi bilan yozilgan; После измерения: Результат записан с единицей и референтным интервалом
        points; 2; After the measurement: Waste sorted, bench left clean; Oʻlchashdan keyin: Chiqindilar ajratilgan, ish joyi toza; После измерения: Отходы рассортированы, рабочее место чистое
        penalty; 3; Sample replaced; Namuna almashtirilgan; Проба заменена; each=1 free=1
    """),
)

AMYLASE = DemoTask(
    "AMY",
    "2",
    "Salivary amylase kinetics",
    "Soʻlak amilazasi kinetikasi",
    "Кинетика амилазы слюны",
    _rubric("""
        points; 2; Saliva diluted correctly, dilution recorded; Soʻlak toʻgʻri suyultirilgan, suyultirish darajasi yozilgan; Слюна разведена правильно, разведение записано
        check; 1; Water bath held at 37 ± 0.5 °C; Suv hammomi 37 ± 0,5 °C da saqlangan; Водяная баня поддерживалась при 37 ± 0,5 °C
        points; 3; Reagents added in order, time taken from mixing; Reaktivlar tartib bilan qoʻshilgan, vaqt aralashtirishdan hisoblangan; Реактивы внесены по порядку, время отсчитано от смешивания
        levels; 4; Sampling over time; Vaqt boʻyicha namuna olish; Отбор проб во времени; 0=Fewer than three time points / uz: Uchtadan kam vaqt nuqtasi / ru: Меньше трёх точек времени | 2=Three or four time points / uz: Uchta yoki toʻrtta vaqt nuqtasi / ru: Три или четыре точки времени | 4=Five or more at equal intervals / uz: Teng oraliqda besh va undan koʻp / ru: Пять и больше через равные промежутки
        points; 3; Initial rate taken from the linear part of the curve; Boshlangʻich tezlik egri chiziqning toʻgʻri qismidan olingan; Начальная скорость взята с линейного участка кривой
        reading; 4; Amylase activity, U/mL; Amilaza faolligi, U/mL; Активность амилазы, Ед/мл; value=128 unit=U/mL steps=5%:4|10%:3|20%:1 replicates=mean
        points; 2; Chloride activation and pH optimum explained; Xlorid bilan faollanish va pH optimumi tushuntirilgan; Объяснены активация хлоридом и оптимум pH
        check; 1; Bench left clean; Ish joyi toza qoldirilgan; Рабочее место оставлено чистым
        penalty; 2; Run repeated; Tajriba takrorlangan; Опыт повторён; each=1 free=1
    """),
)

PROTEIN = DemoTask(
    "PRO",
    "3",
    "Protein by Biuret",
    "Umumiy oqsilni biuret usulida aniqlash",
    "Общий белок биуретовым методом",
    _rubric("""
        check; 2; Photometer zeroed against the reagent blank at 540 nm; Fotometr 540 nm da reaktiv blankiga nisbatan nolga keltirilgan; Фотометр обнулён по холостой пробе при 540 нм; ; cap=50%
        points; 3; Serum and Biuret reagent pipetted without foam; Zardob va biuret reaktivi koʻpiksiz oʻlchab solingan; Сыворотка и биуретовый реактив внесены без пены
        check; 1; Colour developed for the full incubation time; Rang inkubatsiya vaqti toʻliq oʻtgach oʻlchangan; Окраска развивалась полное время инкубации
        levels; 3; Albumin standard; Albumin standarti; Стандарт альбумина; 0=None / uz: Yoʻq / ru: Нет | 1=Single / uz: Bir marta / ru: Один раз | 3=In duplicate / uz: Ikki marta / ru: В двух повторах
        reading; 4; Total protein, g/L; Umumiy oqsil, g/L; Общий белок, г/л; value=72.0 unit=g/L full=3% zero=15% replicates=mean
        points; 2; Result compared with the reference range 65–85 g/L; Natija 65–85 g/L meʼyor bilan solishtirilgan; Результат сопоставлен с референтным интервалом 65–85 г/л
        penalty; 1; Optical face of the cuvette touched; Kyuvetaning optik yuzasiga tegilgan; Касание оптической грани кюветы; each=0.5 free=0
    """),
)

URINE = DemoTask(
    "URI",
    "4",
    "Unknown urine constituents",
    "Siydikning nomaʼlum tarkibiy qismlari",
    "Неизвестные компоненты мочи",
    _rubric("""
        points; 2; Colour, clarity and specific gravity described; Rangi, tiniqligi va solishtirma ogʻirligi tavsiflangan; Описаны цвет, прозрачность и удельный вес
        levels; 4; Protein: sulfosalicylic acid test; Oqsil: sulfosalitsil kislota sinamasi; Белок: проба с сульфосалициловой кислотой; 0=Not done / uz: Bajarilmagan / ru: Не выполнено | 2=Done, read wrongly / uz: Bajarilgan, notoʻgʻri oʻqilgan / ru: Выполнено, прочитано неверно | 4=Done and read rightly / uz: Bajarilgan va toʻgʻri oʻqilgan / ru: Выполнено и прочитано верно
        levels; 4; Glucose: Benedict’s test; Glyukoza: Benedikt sinamasi; Глюкоза: проба Бенедикта; 0=Not done / uz: Bajarilmagan / ru: Не выполнено | 2=Done, read wrongly / uz: Bajarilgan, notoʻgʻri oʻqilgan / ru: Выполнено, прочитано неверно | 4=Done and read rightly / uz: Bajarilgan va toʻgʻri oʻqilgan / ru: Выполнено и прочитано верно
        levels; 4; Ketone bodies: Legal’s test; Keton tanachalari: Legal sinamasi; Кетоновые тела: проба Легаля; 0=Not done / uz: Bajarilmagan / ru: Не выполнено | 2=Done, read wrongly / uz: Bajarilgan, notoʻgʻri oʻqilgan / ru: Выполнено, прочитано неверно | 4=Done and read rightly / uz: Bajarilgan va toʻgʻri oʻqilgan / ru: Выполнено и прочитано верно
        levels; 3; Bile pigments: Rosin’s test; Oʻt pigmentlari: Rozin sinamasi; Желчные пигменты: проба Розина; 0=Not done / uz: Bajarilmagan / ru: Не выполнено | 1=Done, read wrongly / uz: Bajarilgan, notoʻgʻri oʻqilgan / ru: Выполнено, прочитано неверно | 3=Done and read rightly / uz: Bajarilgan va toʻgʻri oʻqilgan / ru: Выполнено и прочитано верно
        check; 1; Positive and negative controls run alongside; Musbat va manfiy nazoratlar birga qoʻyilgan; Параллельно поставлены положительный и отрицательный контроли
        choice; 2; Conclusion: what the sample contains; Xulosa: namunada nimalar bor; Заключение: что содержит проба; choices=PRO:protein · oqsil · белок|GLU:glucose · glyukoza · глюкоза|KET:ketone bodies · keton tanachalari · кетоновые тела|BIL:bile pigments · oʻt pigmentlari · желчные пигменты right=GLU|KET wrong=0.5
        penalty; 1; Further sample asked for; Qoʻshimcha namuna soʻralgan; Запрошена дополнительная проба; each=0.5 free=1
    """),
)

GASTRIC = DemoTask(
    "GAS",
    "5",
    "Gastric juice acidity by titration",
    "Meʼda shirasi kislotaliligini titrlash",
    "Кислотность желудочного сока титрованием",
    _rubric("""
        check; 1; Burette rinsed and filled without an air bubble; Byuretka chayilgan va havo pufagisiz toʻldirilgan; Бюретка ополоснута и заполнена без пузырька воздуха
        points; 1; Indicators chosen and their colour changes named; Indikatorlar tanlangan, rang oʻzgarishlari aytilgan; Выбраны индикаторы, названы переходы окраски
        reading; 4; Titre of 0.1 mol/L NaOH for total acidity, mL; Umumiy kislotalilik uchun 0,1 mol/L NaOH sarfi, mL; Расход 0,1 моль/л NaOH на общую кислотность, мл
        points; 3; Free, bound and total acidity calculated in mmol/L; Erkin, bogʻlangan va umumiy kislotalilik mmol/L da hisoblangan; Свободная, связанная и общая кислотность рассчитаны в ммоль/л
        check; 1; Alkali handled safely, bench left clean; Ishqor bilan xavfsiz ishlangan, ish joyi toza; Со щёлочью работали безопасно, место чистое
        penalty; 1; Titration repeated; Titrlash takrorlangan; Титрование повторено; each=0.5 free=1
    """),
    {
        "3": {
            "A": "value=2.80 unit=mL steps=0.1:4|0.2:2 replicates=concordant:0.1",
            "B": "value=3.40 unit=mL steps=0.1:4|0.2:2 replicates=concordant:0.1",
        }
    },
)

REPORT = DemoTask(
    "REP",
    "6",
    "Laboratory report and interpretation",
    "Laboratoriya hisoboti va talqini",
    "Лабораторный отчёт и интерпретация",
    _rubric("""
        points; 2; Clinical significance of the test; Tahlilning klinik ahamiyati; Клиническое значение исследования
        points; 2; Influencing factors before the analysis; Tahlilgacha taʼsir etuvchi omillar; Факторы, влияющие до анализа
        points; 2; Principle of the method, parameters set; Usul tamoyili va parametrlarni oʻrnatish; Принцип метода и установка параметров
        levels; 3; Quality control rules; Sifat nazorati qoidalari; Правила контроля качества; 0=Control not looked at / uz: Nazorat qaralmagan / ru: Контроль не просмотрен | 1=Looked at, rule not named / uz: Qaralgan, qoida aytilmagan / ru: Просмотрен, правило не названо | 2=Rule named, no decision / uz: Qoida aytilgan, qaror yoʻq / ru: Правило названо, решения нет | 3=Rule named, run decided rightly / uz: Qoida aytilgan, qaror toʻgʻri / ru: Правило названо, решение верное
        reading; 2; Pipetting check: mass of 100 µL of water, mg; Pipetka tekshiruvi: 100 µL suv massasi, mg; Проверка дозатора: масса 100 мкл воды, мг; value=99.7 unit=mg full=1% zero=5% replicates=mean
        points; 1; Records legible and complete; Yozuvlar aniq va toʻliq; Записи разборчивы и полны
        points; 1; Report with units and decimals; Hisobotda birliklar va kasr xonalari; Отчёт с единицами и знаками после запятой
        points; 2; Interpretation told to the patient’s physician; Talqin davolovchi shifokorga yetkazilgan; Интерпретация сообщена лечащему врачу
    """),
)

TASKS = (GLUCOSE, AMYLASE, PROTEIN, URINE, GASTRIC, REPORT)

RULES = (
    ("scale", "raw"),
    ("decimals", "2"),
    ("places", "1224"),
    ("ties", "task:GLU"),
    ("award.I degree", "share=20%"),
    ("award.II degree", "share=48%"),
    ("award.III degree", "share=70%"),
    ("share_of", "present"),
    ("conflict", "warn"),
    ("blind", "yes"),
    ("points_shown", "yes"),
)
