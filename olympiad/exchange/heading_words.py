"""The headings that departments give to columns, in three languages and both scripts of Uzbek."""

WORDS: dict[str, str] = {
    "team": (
        "team no|team number|number of team|команда|номер команды|№ команды|команда №|jamoa|jamoa raqami|jamoa №|жамоа|"
        "жамоа рақами"
    ),
    "code": "team code|код|код команды|kod|jamoa kodi",
    "name": (
        "full name|fullname|name surname|фио|ф и о|фио участника|ф и о участника|фамилия имя отчество|фамилия имя|"
        "участник|имя|фамилия|отчество|surname|last name|first name|given name|patronymic|familiya|familiyasi|ism|ismi|"
        "sharif|sharifi|otasining ismi|middle name|фамилияси|исм|исми|шариф|шарифи|отасининг исми|ф и ш|фиш|исм шариф|"
        "фамилия исм шариф|иштирокчи|фамилияси исми шарифи|студент|фио студента|имя участника|имя и фамилия|фамилия и имя|"
        "student|student name|participant|participant name|name of participant|name and surname|talaba|talaba fish|"
        "talaba f i sh|ishtirokchi f i sh|ishtirokchining f i sh|talabaning f i sh|ishtirokchi fish|ishtirokchining fish|"
        "ism sharif|ism sharifi|familiyasi ismi|familiya ism|familiyasi ismi otasining ismi|фио латиницей|fish|f i sh|"
        "f i o|fio|familiya ism sharif|familiyasi ismi sharifi|ism familiya|"
        "ishtirokchi|название|название команды|nomi|jamoa nomi|team name"
    ),
    "name_local": (
        "name in cyrillic|local name|фио кириллицей|фио на русском|имя кириллицей|kirillcha|ism kirillchada|fish kirill|"
        "фио на родном языке"
    ),
    "participant": "participant id|участник id|id участника|ishtirokchi id",
    "institution": (
        "university|institute|organization|organisation|университет|вуз|институт|организация|учреждение|учебное заведение|"
        "universitet|oliygoh|otm|muassasa|institut|taʼlim muassasasi|название вуза|наименование вуза|вуз участника|"
        "образовательное учреждение|наименование учреждения|место учебы|место учёбы|место работы|university institution|"
        "institution university|institution name|university name|name of institution|name of university|"
        "oliy taʼlim muassasasi|oliy taʼlim muassasasi otm|oliy oʻquv yurti|oʻquv yurti|oʻqish joyi|ish joyi|"
        "universitet nomi|oliygoh nomi|олий таълим муассасаси|олийгоҳ|отм|ўқув юрти|муассаса"
    ),
    "country": "страна|государство|страна участника|mamlakat|mamlakati|davlat|davlati|мамлакат|давлат",
    "city": "town|город|shahar|shahri|шаҳар",
    "role": "роль|статус участника|rol|vazifa|vazifasi|должность|position|вазифаси|роль в команде",
    "email": "e mail|mail|почта|эл почта|электронная почта|elektron pochta|pochta",
    "consent": "согласие|rozilik",
    "mentor": (
        "supervisor|coach|наставник|руководитель|научный руководитель|тренер|ustoz|ustozi|murabbiy|murabbiyi|rahbar|"
        "rahbari|ilmiy rahbar|раҳбар|устоз"
    ),
    "language": "язык|til|tili",
    "status": "статус|holat|holati",
    "judge": (
        "судья|член жюри|hakam|hakam №|эксперт|ҳакам|жюри|члены жюри|состав жюри|судьи|эксперты|члены экспертной комиссии|"
        "jury|judges|jury member|jury members|hakamlar|hakamlar hayʼati|hakamlar hayʼati aʼzosi|"
        "hakamlar hayʼati aʼzolari|hayʼat aʼzosi|hayʼat aʼzolari|ekspert|ekspertlar|ҳакамлар|ҳакамлар ҳайъати|"
        "ҳайъат аъзоси|ҳайъат аъзолари"
    ),
    "task": "задание|topshiriq",
    "tasks": "задания|topshiriqlar",
    "teams": "команды|jamoalar",
    "criterion": "критерий|mezon",
    "mark": "балл|баллы|оценка|ball|baho",
    "reading": "измерение|показание|oʻlchov",
    "note": "примечание|комментарий|izoh",
    "points": "штраф|штрафные баллы|jarima|jarima ball",
    "reason": "причина|основание|sabab",
    "title": "название задания|topshiriq nomi",
    "kind": "вид|тип|tur|turi",
    "maximum": "max|максимум|макс балл|максимальный балл|maksimum|eng yuqori ball",
    "step": "шаг|qadam",
    "key": "ключ|kalit",
    "station": "станция|stansiya",
    "award": "награда|mukofot",
    "seconds": "время|vaqt|секунды|soniya",
}
"""Column → headings that people give it, besides its own name, parted by `|`."""

JUDGE_NAMES = (
    "фио члена жюри|ф и о члена жюри|фио членов жюри|ф и о членов жюри|фио жюри|ф и о жюри|жюри фио|фио судьи|ф и о судьи|"
    "фио судей|ф и о судей|судья фио|эксперт фио|фио эксперта|judge name|name of judge|hakam fish|hakam f i sh|"
    "hakamlar fish|hakamlar f i sh|hakamning f i sh|hakamlarning f i sh|ҳакам ф и ш|ҳакамлар ф и ш|ҳакамнинг ф и ш"
)
"""Headings of the names of judges: beside a column of keys their names, in a list without one the judges themselves."""

NAME_PARTS = (
    "фамилия|имя|отчество|surname|last name|first name|given name|patronymic|familiya|familiyasi|ism|ismi|sharif|sharifi|"
    "otasining ismi|middle name|фамилияси|исм|исми|шариф|шарифи|отасининг исми"
)
"""Headings of a part of a person's name, parted by `|`; such columns are read together."""

TEAM_NAMES = (
    "название команды|наименование команды|имя команды|jamoa nomi|jamoaning nomi|жамоа номи|team name|name of team"
)
"""Headings that in a list of people name the team; in a list of teams they are its names."""
