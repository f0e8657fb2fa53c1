"""Asks the shape of the code base: layers, names, sizes, access, addresses, templates, and that GET never writes."""

import ast
import os
import re
import subprocess
from pathlib import Path

import flask_bootstrap
from flask import Flask
from sqlalchemy import event
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from olympiad import limits
from olympiad.config import Defaults
from olympiad.db import SAFE_METHODS
from olympiad.web.frame.access import access_of
from tests.factories import Cast
from tests.template_lines import wrapped

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(path for path in (ROOT / "olympiad").rglob("*.py") if "versions" not in path.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
WHOLE = "OLYMPIAD_WHOLE" in os.environ
"""`make whole` asks for every page as everybody."""
JS_FUNCTION = re.compile(
    r"^( *)(?:export )?(?:default )?(?:async )?function\*? *(\w*)[^\n]*\{$\n(.*?)^\1\}", re.MULTILINE | re.DOTALL
)
MAY_COMMIT = ("web", "api", "cli", "db.py", "demo", "serve.py")
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
DECISION = re.compile(r"# (\d{4})\. .+\n\nDate: \d{4}-\d\d-\d\d\. Status: (accepted|superseded by \d+)[.;][^\n]*\n\n")
FORBIDDEN_NAMES = {
    "utils",
    "util",
    "common",
    "helpers",
    "helper",
    "core",
    "lib",
    "misc",
    "manager",
    "process_data",
    "base_utils",
}
MINIFIED = re.compile(r"\.min\.(js|css)$|\.(woff2?|ttf|otf|eot|whl|jar)$|(^|/)(vendor|node_modules|bower_components)/")
PART = r"(?:[a-z0-9]+(?:-[a-z0-9]+)*|<(?:[a-z]+(?:\([^)]*\))?:)?[a-z_]+>)"
ADDRESS = re.compile(rf"^(/|(/{PART}([.-]{PART})*)+)$")
INLINE = re.compile(
    r"""<style\b|<script\b(?![^>]*\b(src=|type="(application/(ld\+)?json|importmap)"))|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:"""
)
AS_A_PROGRAM = {"Accept": "application/json"}  # a refusal is a line then, not a page
DRAWN = re.compile(r"static$|bootstrap\.static$|style_guide\.")
READ_ONLY = re.compile(
    r"^\s*(SELECT|WITH|BEGIN|PRAGMA|SET TRANSACTION READ ONLY|SAVEPOINT|RELEASE|ROLLBACK|EXPLAIN)", re.IGNORECASE
)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_every_module_begins_with_one_sentence():
    wrong = [
        name_of(path)
        for path in MODULES + TESTS
        if not re.match(r"^[^\n]{10,124}[.:?](\n\n|$)", (ast.get_docstring(tree_of(path)) or "").strip())
    ]

    assert wrong == []


def test_no_file_is_longer_than_400_lines():
    long = {name_of(path): lines for path in MODULES if (lines := len(path.read_text("utf-8").splitlines())) > 400}

    assert long == {}


def test_no_function_is_longer_than_40_lines():
    long = {
        f"{name_of(path)}:{function.name}": lines
        for path in MODULES
        for function in functions(path)
        if (lines := (function.end_lineno or 0) - function.lineno + 1 - docstring_lines(function)) > 40
    }

    assert long == {}


def docstring_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return len((ast.get_docstring(function, clean=False) or "").splitlines())


def test_no_module_is_named_after_nothing():
    assert [name_of(path) for path in MODULES + TEMPLATES if path.stem.lower() in FORBIDDEN_NAMES] == []


def test_nobody_commits_below_web_api_and_commands():
    committing = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        if path.relative_to(ROOT / "olympiad").parts[0] not in MAY_COMMIT
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]

    assert committing == []


def test_no_page_queries_the_database():
    """Pages ask services; what several of them ask stands in `services/sections/contents` and `services/overview/lists`."""
    query = re.compile(r"from sqlalchemy import .*\b(select|exists|text)\b")
    found = [
        path.name
        for path in MODULES
        if {"web", "api"} & set(path.relative_to(ROOT).parts) and query.search(path.read_text("utf-8"))
    ]

    assert found == []


def test_every_form_reads_forms_only():
    taking_json = [
        str(path.relative_to(ROOT)) for path in MODULES if re.search(r"import .*\bFlaskForm\b", path.read_text())
    ]

    assert taking_json == ["olympiad/forms/base.py"]


def test_only_the_clock_asks_for_the_time():
    asking = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        if path.relative_to(ROOT / "olympiad").parts[0] in ("domain", "models", "services", "analysis", "exchange")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute)
        and node.attr in ("now", "utcnow", "today")
        and ast.unparse(node.value) in ("datetime", "datetime.datetime", "date", "datetime.date")
    ]

    assert asking == []


def test_an_import_inside_a_function_says_why():
    silent = []
    for path in MODULES:
        lines = path.read_text("utf-8").splitlines()
        silent += [
            f"{name_of(path)}:{node.lineno}"
            for function in functions(path)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
            and "# why" not in lines[node.lineno - 1] + lines[max(node.lineno - 2, 0)]
        ]

    assert silent == []


def test_the_rulebook_has_no_floating_point():
    floats = [
        f"{name_of(path)}:{node.lineno}"
        for path in sorted((ROOT / "olympiad/domain").rglob("*.py"))
        for node in ast.walk(tree_of(path))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
    ]

    assert floats == []


def test_nothing_is_left_to_do_later():
    marks = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
    paths = [path for folder in ("olympiad", "templates", "static", "tests") for path in (ROOT / folder).rglob("*.*")]

    left = [
        name_of(path)
        for path in paths
        if path.suffix in (".py", ".html", ".js", ".css", ".typ") and marks.search(path.read_text("utf-8"))
    ]

    assert left == []


def test_nothing_of_others_is_committed():
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )

    assert [file for file in files if MINIFIED.search(file)] == []


def test_every_template_compiles_and_has_no_inline_script_or_style(worker_app):
    inline = {}
    for path in TEMPLATES:
        source = path.read_text("utf-8")
        worker_app.jinja_env.compile(source, name_of(path), name_of(path))  # a syntax error names the template
        spoken = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
        inline[name_of(path)] = [match.group() for match in INLINE.finditer(spoken)]

    assert {name: found for name, found in inline.items() if found} == {}


def test_every_class_in_a_template_means_something():
    """A picture whose class no stylesheet knew once stood four screens wide on a phone."""
    theirs = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css" / "bootstrap.min.css"
    styled = theirs.read_text("utf-8") + "".join(
        path.read_text("utf-8") for path in (ROOT / "static/css").glob("*.css")
    )
    known = set(re.findall(r"\.([A-Za-z][\w-]*)", styled + "".join(path.read_text("utf-8") for path in SCRIPTS)))
    used = {
        (one, name_of(path))
        for path in TEMPLATES
        for names in re.findall(r'class="([^"{}]*)"', path.read_text("utf-8"))
        for one in names.split()
    }

    assert {(one, where) for one, where in used if one not in known} == set()


def test_every_service_has_a_test_of_its_own():
    named = {path.name.removeprefix("test_") for path in TESTS if path.name.startswith("test_")}
    services = {path.name for path in (ROOT / "olympiad/services").rglob("*.py")} - {"__init__.py"}

    assert services - named == set()


def test_no_template_is_longer_than_150_lines():
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in TEMPLATES}

    assert [
        name_of(path) for path in TEMPLATES if lines[path] > (250 if path.parent.name == "components" else 150)
    ] == []


def test_no_template_has_a_line_over_160_characters_that_could_be_wrapped():
    """What may be longer is one sentence; `make format` wraps the others."""
    sources = {name_of(path): path.read_text("utf-8") for path in TEMPLATES}

    assert [name for name, source in sources.items() if wrapped(source) != source] == []


def test_no_script_is_longer_than_300_lines():
    long = {path.name: lines for path in SCRIPTS if (lines := len(path.read_text("utf-8").splitlines())) > 300}

    assert long == {}


def test_no_function_of_a_script_is_longer_than_40_lines():
    long = {
        f"{path.name}:{name}"
        for path in SCRIPTS
        for _indent, name, body in JS_FUNCTION.findall(path.read_text("utf-8"))
        if body.count("\n") > 40
    }

    assert long == set()


def test_every_route_declares_who_may(worker_app):
    with worker_app.app_context():
        undeclared = [rule.endpoint for rule in worker_app.url_map.iter_rules() if access_of(rule.endpoint) is None]

    assert undeclared == []


def test_every_address_is_kebab_case(worker_app):
    odd = [rule.rule for rule in worker_app.url_map.iter_rules() if not ADDRESS.match(rule.rule.rstrip("/") or "/")]

    assert odd == []


def test_every_id_in_an_address_is_typed(worker_app):
    untyped = [rule.rule for rule in worker_app.url_map.iter_rules() if re.search(r"<[a-z_]*_id>", rule.rule)]

    assert untyped == []


def test_every_capability_has_one_word_in_all_layers(worker_app):
    """A blueprint's templates stand in the folder of its own name."""
    folders = {path.parent.name for path in TEMPLATES}
    rendered = re.compile(r"""render_template\(\s*["']([a-z_/]+)\.html""")
    used = {
        (path.stem, name.split("/")[0])
        for path in MODULES
        if "web" in path.parts
        for name in rendered.findall(path.read_text("utf-8"))
    }

    assert sorted(folder for _module, folder in used if folder not in folders) == []


def fill(app: Flask, rule: Rule, cast: Cast) -> str:
    places = {"edition_slug": cast.edition.slug, "section_slug": cast.section.slug}
    arguments = {name: places.get(name) or example(rule._converters[name]) for name in rule.arguments}
    return str(app.url_map.bind("localhost").build(rule.endpoint, arguments))


def example(converter: BaseConverter) -> object:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else "x"


def test_no_get_writes(app, client, cast, session):
    """Every page is asked for by a judge, a leader and one of three who see nearly all, while SQL is listened to.

    `make whole` asks for every page as everybody.
    """
    written: list[str] = []
    engine = app.extensions["olympiad_engine"]
    event.listen(
        engine, "before_cursor_execute", lambda *args: None if READ_ONLY.match(args[2]) else written.append(args[2])
    )
    event.listen(engine, "commit", lambda _connection: written.append("COMMIT"))
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not DRAWN.match(rule.endpoint)]
    session.commit()

    answers = {}
    for number, user in enumerate((cast.admin, cast.ana, cast.ben, cast.cem, cast.eva)):
        client.sign_in(user)
        answers[user.name, ""] = client.get("/nothing-is-here").status_code  # the page of a refusal
        for rule in rules[number::3] if number < 3 and not WHOLE else rules:
            answers[user.name, rule.rule] = client.get(fill(app, rule, cast), headers=AS_A_PROGRAM).status_code

    assert written == []
    assert {place: status for place, status in answers.items() if status >= 500} == {}
    assert SAFE_METHODS == ("GET", "HEAD", "OPTIONS")


def test_every_setting_is_explained_with_its_default():
    explained = dict(
        re.findall(r"^\| `OLYMPIAD_(\w+)` \| (.*?) \|", (ROOT / "docs/operations.md").read_text("utf-8"), re.M)
    )
    settings = {name: getattr(Defaults, name) for name in dir(Defaults) if name.isupper()}

    assert sorted(settings.keys() - explained.keys()) == []
    assert {name: explained[name] for name, default in settings.items() if isinstance(default, int)} == {
        name: f"`{'yes' if default is True else 'no' if default is False else default}`"
        for name, default in settings.items()
        if isinstance(default, int)
    }


def test_every_limit_is_listed_with_its_value():
    listed = re.findall(r"^\| `(\w+)` \| ([^|]+) \| [^|]+ \|$", _section_of_operations("Limits"), re.M)
    known = {name: value for name, value in vars(limits).items() if name.isupper() and name not in ("KB", "MB")}

    assert dict(listed) == {name: _shown(value) for name, value in known.items()}


def _section_of_operations(heading):
    return (ROOT / "docs/operations.md").read_text("utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def _shown(value):
    if isinstance(value, dict):
        return ", ".join(f"{name} {most:,}" for name, most in value.items())
    return f"{value:,}"


def test_every_decision_has_number_date_status_and_alternatives():
    heads = {path.name: DECISION.match(path.read_text("utf-8")) for path in DECISIONS}

    assert [name for name, head in heads.items() if not head or not name.startswith(head[1])] == []
    assert len({name[:4] for name in heads}) == len(heads)
    assert [path.name for path in DECISIONS if "lternative" not in path.read_text("utf-8")] == []
