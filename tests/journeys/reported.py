"""The small files that people reported, made anew: by folder and name as they were sent."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook

TEAMS = (
    "team,code,name,institution,country,status\nT1,K01,Oq terak,Nukus instituti,UZ,competing\n"
    "T2,K02,Қызыл,Ақтау колледжі,KZ,competing\nT3,K03,Сирень,Пермская академия,RU,competing\n"
)
TASKS = "task,title,judges\nA,Titration,1\nB,Spectra,1\n"
CRITERIA = "task,criterion,kind,maximum,step\nA,a1,points,10,0.5\nA,a2,check,2,\nB,b1,points,10,0.5\n"
MARKS = (
    "team,task,judge,criterion,mark\nT1,A,J,a1,7.5\nT1,A,J,a2,2\nT1,B,J,b1,9\nT2,A,J,a1,8\nT2,A,J,a2,0\nT2,B,J,b1,3.5\n"
    "T3,A,J,a1,5\nT3,A,J,a2,2\nT3,B,J,b1,10\n"
)
SECTION = {"criteria": CRITERIA, "marks": MARKS, "tasks": TASKS, "teams": TEAMS}
STATIONS = [f"ST{number:02}" for number in range(1, 23)]
VERKHNEOZYORSK = (
    "V,Федеральное государственное бюджетное образовательное учреждение высшего образования «Верхнеозёрский "
    "государственный медицинский университет имени академика К. К. Снегирёва» Министерства здравоохранения Российской "
    "Федерации,Federal State Budgetary Educational Institution of Higher Education “Verkhneozyorsk State Medical "
    "University named after Academician K. K. Snegiryov” of the Ministry of Health of the Russian Federation,RU\n"
)


def zipped(members: Mapping[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return file.getvalue()


def folder(tables: Mapping[str, str]) -> bytes:
    return zipped({f"{name}.csv": text for name, text in tables.items()})


def workbook(tables: Mapping[str, str]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, text in tables.items():
        sheet = book.create_sheet(name)
        for line in text.splitlines():
            sheet.append([cell.replace("⏎", "\n") or None for cell in line.split(",")])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def renamed(content: bytes) -> bytes:
    """Call the main part xl/workbook22.xml, as SharePoint does."""
    source = zipfile.ZipFile(io.BytesIO(content))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in source.namelist():
            archive.writestr(
                name.replace("workbook.xml", "workbook22.xml"),
                source.read(name).replace(b"workbook.xml", b"workbook22.xml"),
            )
    return file.getvalue()


def marks_only(tables: Mapping[str, str]) -> dict[str, str]:
    """A task without sheets, whose marks come as agreed ones."""
    return dict(tables) | {
        "tasks": "task,title,judges\nA,Task A,0\n",
        "criteria": "task,criterion,kind,maximum\nA,a1,points,10\n",
    }


LONG_NAMES = marks_only(
    {
        "institutions": f"institution,name_ru,name_en,country\n{VERKHNEOZYORSK}",
        "teams": "team,name,institution,country,mentor\nA1,Альфа-Глюкозидаза имени первого выпуска,V,RU,"
        "Вознесенская-Крестовоздвиженская Александра Константиновна\n",
        "participants": "team,name,name_local\nA1,Aleksandra-Konstantinovna Preobrazhenskaya-Zakharchenko,"
        "Александра-Константиновна Преображенская-Захарченко\nA1,Li Wei,\n",
        "agreed_marks": "team,task,mark,reason,by\nA1,A,9,paper,jury\n",
        "awards": "team,award,reason\nA1,For the most accurate quantitative determination of the unknown mixture and "
        "exemplary bench hygiene,jury\n",
        "rules": "key,value\naward.I degree,count=1\n",
    }
)
FOREIGN_LETTERS = marks_only(
    {
        "teams": "team,name\nB1,Beta\nC1,Gamma\n",
        "participants": "team,name,name_local\nB1,Wang Xiaoming,王小明\nB1,Kim Minjun,김민준\nC1,Ivan Petrov,\n",
        "agreed_marks": "team,task,mark,reason,by\nB1,A,9,p,j\nC1,A,8,p,j\n",
    }
)
MANY_TASKS = {
    "teams": "team,name,institution\n"
    + "".join(f"T0{n},Zarafshon vodiysi jamoasi {n},Verkhneozyorsk State Medical University\n" for n in range(1, 7)),
    "tasks": "task,title,judges\n" + "".join(f"{code},Station {code},0\n" for code in STATIONS),
    "criteria": "task,criterion,kind,maximum\n" + "".join(f"{code},p,points,20\n" for code in STATIONS),
    "agreed_marks": "team,task,mark,reason,by\n"
    + "".join(f"T0{n},{code},1{n}.25,p,j\n" for n in range(1, 7) for code in STATIONS),
    "rules": "key,value\naward.I degree,count=1\naward.II degree,count=3\n",
}
MADE: dict[str, bytes] = {
    "01-backup-taken-for-a-zip/teams.xlsx": workbook(
        {"teams": "team,name\n" + "".join(f"T{n:02},Team {n}\n" for n in range(40))}
    ),
    "04-own-export-refused-readings/section.zip": folder(
        {
            "teams": "team,name\nT1,Alpha\n",
            "tasks": "task,title,judges\nA,Titration,1\n",
            "criteria": "task,criterion,kind,maximum,step,key\nA,r1,reading,4,,value=3.5 unit=ml full=2% zero=20%\n",
            "judges": "judge,name\nJ1,Anna Probe\n",
        }
    ),
    "06-nothing-read-but-no-problems/marks.zip": zipped(
        {"marks (1).csv": "team,task,judge,criterion,mark\nT1,A,J,a1,1\n"}
    ),
    "06-nothing-read-but-no-problems/powershell5.zip": zipped(
        {f"section\\{name}.csv": text for name, text in SECTION.items()}
    ),
    "06-nothing-read-but-no-problems/teams-sheet-named-List1.xlsx": workbook({"Лист1": "team,name\nZ9,Zulu\n"}),
    "06-nothing-read-but-no-problems/teams.ods": zipped(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<office/>"}
    ),
    "06-nothing-read-but-no-problems/workbook22.xlsx": renamed(workbook(SECTION)),
    "09-certificate-overlaps/section.zip": folder(LONG_NAMES),
    "10-one-local-name-blocks-all/section.zip": folder(FOREIGN_LETTERS),
    "11-escaped-carriage-return/section.xlsx": workbook(
        SECTION | {"teams": TEAMS.replace("Қызыл", "Қызыл_x000D_").replace("Ақтау ", "Ақтау_x000D_⏎")}
    ),
    "17-protocol-of-many-tasks/section.zip": folder(MANY_TASKS),
}
TEXTS = {
    "05-own-export-not-rankable/export/teams.csv": "team,name\nT1,Alpha\nT2,Beta\n",
    "05-own-export-not-rankable/export/tasks.csv": TASKS,
    "05-own-export-not-rankable/export/criteria.csv": "task,criterion,kind,maximum,step\nA,p,points,10,0.5\nB,p,points,10,0.5\n",
    "05-own-export-not-rankable/export/judges.csv": "judge,name,tasks\nJ1,Anna Probe,A\nJ3,Carla Probe,B\n",
    "05-own-export-not-rankable/export/marks.csv": "team,task,judge,criterion,mark\n"
    "T1,A,J1,p,5\nT1,B,J3,p,3\nT2,B,J3,p,4\nT2,A,J3,p,9\n",
    "07-one-person-twice/first_participants.csv": "team,name,role\nT1,Gʻulom Oʻrinboyev,leader\nT1,Madina Sobirova,member\n",
    "07-one-person-twice/second_participants.csv": "team,name,role\nT1,G'ulom O'rinboyev,leader\nT1,Madina  Sobirova,member\n",
    "07-one-person-twice/third_participants.csv": "team,name,role\nT1,G‘ulom O‘rinboyev,leader\nT1,MADINA SOBIROVA,member\n",
    "08-look-alike-keys/first_teams.csv": "team,code,name\nAB-017,K17,Alpha\n\u0419-3,K03,\u0419од\n",
    "08-look-alike-keys/second_teams.csv": "team,name\nАВ-017,Alpha\n\u0418\u0306-3,\u0418\u0306од\n",
    "08-look-alike-keys/rank/teams.csv": TEAMS,
    "08-look-alike-keys/rank/tasks.csv": TASKS,
    "08-look-alike-keys/rank/criteria.csv": CRITERIA,
    "08-look-alike-keys/rank/marks.csv": MARKS.replace("T2,A", "Т2,А"),
    "12-csv-of-russian-excel/teams.csv": TEAMS,
    "12-csv-of-russian-excel/tasks.csv": TASKS,
    "12-csv-of-russian-excel/criteria.csv": CRITERIA,
    "12-csv-of-russian-excel/marks.csv": MARKS.replace("a1,8\n", "a1,08.янв\n").replace("3.5", "03.май"),
    "12-csv-of-russian-excel/sep/marks.csv": "sep=;\r\n" + MARKS.replace(",", ";"),
}


def make_inputs(base: Path) -> None:
    """Write every file under its folder."""
    for name, content in (MADE | {name: text.encode() for name, text in TEXTS.items()}).items():
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
