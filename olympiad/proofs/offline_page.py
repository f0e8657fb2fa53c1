"""The page that checks QR codes from disk: one file with its script, its words and the public keys in it."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from olympiad.config import LANGUAGES, ROOT
from olympiad.proofs.signing_keys import key_id
from olympiad.wording import certificate_proofs as wording

SHELL = Path(__file__).with_name("offline_page.html")
SCRIPTS = ("ed25519.js", "certificate_check.js", "certificate_check_page.js")
IMPORT = re.compile(r"^import \{.*\n", re.MULTILINE)
EXPORT = re.compile(r"^export ", re.MULTILINE)


def page(keys: Sequence[tuple[str, str]], *, in_register: bool = False) -> str:
    """Write the page for these public keys, each with the name of its edition; in a register it leads to its pages."""
    given = {
        "register": in_register,
        "keys": [{"id": key_id(key), "key": key, "edition": edition} for key, edition in keys],
        "words": {language: wording.offline_words(language) for language in LANGUAGES},
    }
    text = json.dumps(given, ensure_ascii=False).replace("<", "\\u003c")
    return SHELL.read_text("utf-8").replace("{{given}}", text).replace("{{script}}", _script())


@lru_cache(maxsize=1)
def _script() -> str:
    """Join the modules into one, for a page from disk may import nothing."""
    texts = ((ROOT / "static/js" / name).read_text("utf-8") for name in SCRIPTS)
    return "\n".join(EXPORT.sub("", IMPORT.sub("", text)) for text in texts)
