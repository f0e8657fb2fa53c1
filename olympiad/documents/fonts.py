"""The fonts of documents: those in the wheel, then those that organizers put into the instance for letters that these lack."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst

from olympiad.domain.errors import DomainError

FILES = (".ttf", ".otf", ".ttc", ".otc")
_FOLDERS: list[Path] = []


@dataclass(frozen=True)
class Loaded:
    """The fonts that Typst sets with."""

    fonts: typst.Fonts
    families: str
    """The names of the organizers' own fonts, as JSON: templates try them where a letter is lacking."""


def prepare(folder: Path) -> None:
    """Take the organizers' own fonts from a folder, which need not be there; they are read when the first paper is set."""
    _FOLDERS[:] = [folder]
    loaded.cache_clear()


@lru_cache(maxsize=1)
def loaded() -> Loaded:
    """Read the fonts, once in a process.

    Raises `font_unreadable` with the name of a file that is no font: papers would be set without its letters.
    """
    folders = [str(folder) for folder in _FOLDERS if folder.is_dir()]
    own = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    _refuse_unreadable({Path(font.path).name for font in own.fonts() if font.path})
    fonts = typst.Fonts(include_system_fonts=False, font_paths=folders)
    return Loaded(fonts, json.dumps(own.families(), ensure_ascii=False))


def _refuse_unreadable(read: set[str]) -> None:
    for folder in _FOLDERS:
        for path in sorted(folder.glob("*")):
            if path.suffix.lower() in FILES and path.name not in read:
                raise DomainError("font_unreadable", file=path.name)
