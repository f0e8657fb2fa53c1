"""Universities, teams and their invented members."""

from dataclasses import dataclass


@dataclass(frozen=True)
class University:
    """A university of the demonstration with its three names."""

    key: str
    country: str
    city: str
    name_en: str
    name_uz: str
    name_ru: str
    aliases: str = ""


@dataclass(frozen=True)
class DemoTeam:
    """A team: what organizers know, what judges see, and how able it is (share of the points, in per mille)."""

    key: str
    code: str
    name: str
    university: str
    mentor: str
    language: str
    ability: int
    members: tuple[str, ...]
    """The leader first."""
    status: str = "competing"
    status_reason: str = ""


HOST = "SAMSMU"

UNIVERSITIES = tuple(
    University(*line.split(" | "))
    for line in """
SAMSMU | UZ | Samarqand | Samarkand State Medical University | Samarqand davlat tibbiyot universiteti | Самаркандский государственный медицинский университет | SamSMU|SamDTU|СамГМУ
TMA | UZ | Toshkent | Tashkent Medical Academy | Toshkent tibbiyot akademiyasi | Ташкентская медицинская академия
ASMI | UZ | Andijon | Andijan State Medical Institute | Andijon davlat tibbiyot instituti | Андижанский государственный медицинский институт
BSMI | UZ | Buxoro | Bukhara State Medical Institute | Buxoro davlat tibbiyot instituti | Бухарский государственный медицинский институт
USMI | UZ | Urganch | Urgench State Medical Institute | Urganch davlat tibbiyot instituti | Ургенчский государственный медицинский институт
FMIPH | UZ | Fargʻona | Fergana Medical Institute of Public Health | Fargʻona jamoat salomatligi tibbiyot instituti | Ферганский медицинский институт общественного здоровья
IZHEVSK | RU | Izhevsk | Izhevsk State Medical Academy | Ijevsk davlat tibbiyot akademiyasi | Ижевская государственная медицинская академия
MECHNIKOV | RU | St. Petersburg | Mechnikov North-Western State Medical University | I. I. Mechnikov nomidagi Shimoli-gʻarbiy davlat tibbiyot universiteti | Северо-Западный государственный медицинский университет имени И. И. Мечникова
SPBPED | RU | St. Petersburg | St. Petersburg State Pediatric Medical University | Sankt-Peterburg davlat pediatriya tibbiyot universiteti | Санкт-Петербургский государственный педиатрический медицинский университет
BELMED | BY | Minsk | Belarusian State Medical University | Belarus davlat tibbiyot universiteti | Белорусский государственный медицинский университет
KAZNMU | KZ | Almaty | Kazakh National Medical University | Qozogʻiston milliy tibbiyot universiteti | Казахский национальный медицинский университет
SHYMKENT | KZ | Shymkent | Shymkent Medical University | Chimkent tibbiyot universiteti | Шымкентский медицинский университет
ASTANA | KZ | Astana | Astana Medical University | Ostona tibbiyot universiteti | Медицинский университет Астана
YASSAWI | KZ | Turkistan | Khoja Akhmet Yassawi University | Xoja Ahmad Yassaviy universiteti | Университет имени Ходжи Ахмеда Ясави
KARAGANDA | KZ | Karaganda | Karaganda Medical University | Qaragʻanda tibbiyot universiteti | Карагандинский медицинский университет
KSMA | KG | Bishkek | Kyrgyz State Medical Academy | Qirgʻiz davlat tibbiyot akademiyasi | Кыргызская государственная медицинская академия
AVICENNA | TJ | Dushanbe | Avicenna Tajik State Medical University | Abuali ibn Sino nomidagi Tojikiston davlat tibbiyot universiteti | Таджикский государственный медицинский университет имени Абуали ибни Сино
AZMED | AZ | Baku | Azerbaijan Medical University | Ozarbayjon tibbiyot universiteti | Азербайджанский медицинский университет
EGE | TR | Izmir | Ege University | Egey universiteti | Эгейский университет
LEIPZIG | DE | Leipzig | Leipzig University | Leypsig universiteti | Лейпцигский университет
NOTTINGHAM | MY | Semenyih | University of Nottingham Malaysia Campus | Nottingem universitetining Malayziya kampusi | Ноттингемский университет, кампус в Малайзии
CHONNAM | KR | Gwangju | Chonnam National University | Chonnam milliy universiteti | Национальный университет Чоннам
XINJIANG | CN | Urumqi | Xinjiang Medical University | Shinjon tibbiyot universiteti | Синьцзянский медицинский университет
""".strip().splitlines()  # noqa: E501
)


def _team(line: str) -> DemoTeam:
    key, code, name, university, mentor, language, ability, members, *status = line.split(" | ")
    return DemoTeam(key, code, name, university, mentor, language, int(ability), tuple(members.split(", ")), *status)


TEAMS = tuple(
    _team(line)
    for line in """
R-101 | V83 | Katalaza | IZHEVSK | Olga Vakhrusheva | ru | 925 | Ilya Perevozchikov, Darya Shirobokova, Timur Galeev, Anna Korepanova
R-102 | K47 | Alatau | ASTANA | Gulnar Seitkali | ru | 905 | Ayaulym Nurbekova, Sanzhar Ospanov, Dias Zhumabay
R-103 | R26 | Semenyih | NOTTINGHAM | Lim Siew Ling | en | 885 | Nur Aisyah binti Mohd Khairuddin, Tan Wei Jie, Priya Ramanathan, Adam Haziq bin Roslan
R-104 | D19 | Zarafshon | SAMSMU | Shahnoza Ergasheva | uz | 870 | Jasur Toʻxtamishov, Madina Yoʻldosheva, Sardor Qoʻchqorov, Nilufar Gʻaniyeva
R-105 | H75 | Ordabasy | SHYMKENT | Bakhyt Orazbay | ru | 845 | Asel Turganbayeva, Yerlan Abdikarim, Madi Kenzhebek
R-106 | B94 | Neva | MECHNIKOV | Sergei Lapin | ru | 843 | Polina Averina, Kirill Sobolev, Maria Yezhova, Gleb Tikhonov
R-107 | N38 | Chinor | TMA | Ulugʻbek Mirzayev | uz | 810 | Zilola Abdurahmonova, Bekzod Ismoilov, Oʻgʻiloy Saʼdullayeva
R-108 | W62 | Turkistan | YASSAWI | Dina Sarsenova | ru | 790 | Nurlan Baimukhan, Aigerim Tolegen, Zhanel Kassym, Arman Utegen
R-109 | F57 | Petrograd | SPBPED | Natalia Gorelik | ru | 785 | Elizaveta Orlova, Mikhail Zhdanov, Ksenia Belyaeva
R-110 | Y13 | Ibn Sino | BSMI | Feruza Narzullayeva | uz | 765 | Diyorbek Joʻrayev, Mohinur Safarova, Azizbek Hayitov, Sevinch Rahmatova
R-111 | U24 | Registon | SAMSMU | Otabek Xudoyberdiyev | uz | 750 | Shoira Normurodova, Humoyun Eshonqulov, Laylo Bozorova | guest | Second team of the host
R-112 | C68 | Minsk Redox | BELMED | Iryna Kavaliova | ru | 745 | Yauheniya Bandarenka, Aliaksei Hrynko, Palina Zhuk
R-113 | P29 | Xəzər | AZMED | Rəşad Hüseynov | en | 727 | Aytən Məmmədova, Elvin Quliyev, Ləman Əliyeva, Tural Rzayev
R-114 | L85 | Almaty | KAZNMU | Saule Iskakova | ru | 725 | Alikhan Dzhaksybekov, Kamila Rakhimova, Yernur Sagyndyk
R-115 | T34 | Somoniyon | AVICENNA | Manzura Juraeva | ru | 685 | Firdavs Qodirov, Mehrangez Sharifzoda, Siyovush Rahimzoda, Zarina Nazarzoda
R-116 | J91 | Bobur | ASMI | Nodira Sobirova | uz | 665 | Ozodbek Mamajonov, Gulsanam Tojiboyeva, Islomjon Qodirov
R-117 | G52 | Ala-Too | KSMA | Ainura Toktosunova | ru | 645 | Bektur Asanov, Aizada Mamytova, Nursultan Jeenbek
R-118 | S76 | Mugunghwa | CHONNAM | Park Ji-eun | en | 630 | Kim Min-seo, Lee Do-yun, Choi Ha-eun, Jung Si-woo
R-119 | M43 | Lipsia | LEIPZIG | Katrin Böhme | en | 612 | Jonas Weißflog, Friederike Lützendorf, Emre Yıldız
R-120 | A98 | Izmir | EGE | Ayşe Gündoğdu | en | 583 | Zeynep Karaoğlu, Mert Çetin, Elif Şahin, Kaan Özdemir
R-121 | Q65 | Xorazm | USMI | Rustam Otajonov | uz | 553 | Quvonchbek Matyoqubov, Dildora Roʻzmetova, Shahzod Xudoyberganov
R-122 | X87 | Fargʻona | FMIPH | Barno Qosimova | uz | 475 | Abdulloh Ergashev, Muslima Toʻychiyeva, Javohir Usmonov
R-123 | E32 | Tian Shan | XINJIANG | Wang Lihua | en | 520 | Aynur Tursun, Li Mingze, Zhang Yutong
R-124 | Z59 | Saryarka | KARAGANDA | Marat Beisenov | ru | 600 | Daniyar Akhmetzhan, Ainel Serik, Ruslan Kim | withdrawn | Withdrawn before the first round
""".strip().splitlines()  # noqa: E501
)


LOCAL_NAMES = {
    "Asel Turganbayeva": "Әсел Тұрғанбаева",
    "Ilya Perevozchikov": "Илья Перевозчиков",
    "Polina Averina": "Полина Аверина",
    "Elizaveta Orlova": "Елизавета Орлова",
    "Firdavs Qodirov": "Фирдавс Қодиров",
    "Bektur Asanov": "Бектур Асанов",
}
"""Names in another script, where their owners gave them."""


@dataclass(frozen=True)
class DemoJudge:
    """A judge of the host's faculty and the task that is theirs."""

    key: str
    name: str
    task: str
    severity: int
    """Added to the team's ability, in per mille."""


JUDGES = (
    DemoJudge("J1", "Dilnoza Karimova", "GLU", 0),
    DemoJudge("J2", "Akmal Berdiyev", "GLU", -12),
    DemoJudge("J3", "Nargiza Rashidova", "AMY", 8),
    DemoJudge("J4", "Aziz Tursunov", "AMY", -15),
    DemoJudge("J5", "Odil Yoʻldoshev", "PRO", 0),
    DemoJudge("J6", "Gulbahor Sattorova", "PRO", 10),
    DemoJudge("J7", "Farrux Alimov", "GAS", -10),
    DemoJudge("J8", "Zuhra Qurbonova", "GAS", 5),
    DemoJudge("J9", "Mahliyo Ochilova", "URI", 12),
    DemoJudge("J10", "Sherzod Haydarov", "URI", 0),
    DemoJudge("J11", "Lola Azimova", "REP", -8),
    DemoJudge("J12", "Ravshan Toshpoʻlatov", "REP", 6),
)
