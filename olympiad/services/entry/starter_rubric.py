"""The starter rubric: the biochemistry practical examination in three phases, worth 100 points."""

from sqlalchemy.orm import Session

from olympiad.exchange.overlay import Plan
from olympiad.models.section import Section
from olympiad.models.task import Task
from olympiad.models.user import User
from olympiad.services.entry import row_entry

ROWS: tuple[tuple[str, str, str, str, str], ...] = (
    ("significance", "10", "Clinical significance", "Klinik ahamiyati", "Клиническое значение"),
    ("factors", "10", "Factors that influence it", "Unga taʼsir qiluvchi omillar", "Факторы, влияющие на показатель"),
    ("principle", "10", "Principle of the method", "Usulning prinsipi", "Принцип метода"),
    ("settings", "10", "Setting of parameters", "Parametrlarni sozlash", "Настройка параметров"),
    ("environment", "5", "Workplace and equipment", "Ish joyi va jihozlar", "Рабочее место и оборудование"),
    ("control", "5", "Rules of quality control", "Sifat nazorati qoidalari", "Правила контроля качества"),
    ("determination", "10", "Determination of the sample", "Namunani aniqlash", "Определение в образце"),
    ("pipetting", "10", "Pipetting", "Pipetka bilan ishlash", "Дозирование пипеткой"),
    ("records", "5", "Legible records", "Aniq va tushunarli yozuvlar", "Разборчивые записи"),
    ("maintenance", "5", "Maintenance", "Jihozlarga xizmat koʻrsatish", "Уход за оборудованием"),
    ("report", "5", "Report", "Hisobot", "Отчёт"),
    ("interpretation", "10", "Interpretation of the result", "Natijani talqin qilish", "Интерпретация результата"),
    ("communication", "5", "Communication", "Muloqot", "Общение"),
)  # fmt: skip
"""Code, maximum and text in English, Uzbek and Russian; pre-analytical 40, analytical 40, post-analytical 20."""


def add(session: Session, section: Section, task: Task, *, by: User) -> Plan:
    """Return a task the starter rubric, criteria of the same codes included; refused once marking has started."""
    rows = [
        {"task": task.code, "criterion": code, "kind": "points", "maximum": maximum, "step": "0.5",
         "label_en": english, "label_uz": uzbek, "label_ru": russian}
        for code, maximum, english, uzbek, russian in ROWS
    ]  # fmt: skip
    return row_entry.enter(session, section, "criteria", *rows, by=by)
