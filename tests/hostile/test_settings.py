"""Files that somebody shared: settings, glossaries, tables of models, templates, edited pages, gold facts. Each ends in one line or is harmless."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from tests.fetch.server import serving
from tests.fuzz.seeds import EN, HANS
from tests.hostile import inert
from tests.hostile.documents import MARKUP, ORDERS
from tests.hostile.yard import ORDERS as TERMINAL
from tests.hostile.yard import SECRET, Yard
from tests.render.test_sandbox import ESCAPES

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")]

TABLES = {
    "deep": "a = " + "[" * 50_000,
    "number": f"stories = {'9' * 5_000}",
    "bytes": "\x00\x1b[2J = 1",
    "surrogate": 'title = "\\ud800"',
    "keys": ".".join("a" * 2_000) + " = 1",
    "types": 'languages = { en = 1 }\noutputs = 3\nmodel = ["x"]\ntitle = 7\nentity = "x"\nprovider = 1',
    "dates": "published = 9999-99-99",
    "infinity": "max_cost = inf\nconcurrency = nan",
    "orders": json.dumps(ORDERS[:4]) + " = 1",
    "markup": f"title = {json.dumps(MARKUP[:150])}\nnames = {json.dumps(MARKUP)}",
    "empty": "\ufeff",
}
ENTITIES = {
    "patterns": 'id = "a"\nkind = "model"\nnames = { en = "(a+)+$", zh-Hans = "[^x]*.*" }\naliases = ["(?i)", "\\\\", ".", " ", "的"]',
    "markup": f'id = "a"\nkind = "model"\nnames = {{ en = {json.dumps(MARKUP)}, zh-Hans = {json.dumps(MARKUP)} }}\naliases = ["Acme", "极点公司"]',
    "orders": f'id = "a"\nkind = "model"\nnames = {{ en = {json.dumps(ORDERS)}, zh-Hans = {json.dumps(ORDERS)} }}\naliases = ["Acme", "极点公司"]',
    "long": f'id = "{"a" * 9_000}"\nkind = "model"\nnames = {{ en = "{"A" * 90_000}" }}\naliases = ["Acme"]',
    "climbs": 'id = "../../canary"\nkind = "model"\nnames = { en = "Acme" }',
    "empty": 'id = "a"\nkind = "model"\nnames = { en = "" }\naliases = [""]',
}
OWN_TEMPLATES = {
    "secret": "{% include '../canary.txt' %}",
    "secret by name": "{% include ['/etc/passwd', '../../canary.txt'] %}",
    "imports": "{% import 'canary.txt' as x %}{{ x }}",
    "extends": "{% extends '../inner/canary.txt' %}",
    "environment": "{{ cycler.__init__.__globals__.os.environ }}",
    "joined": "{{ [''.__class__]|join }}",
    "namespace": "{% set n = namespace() %}{{ n.__init__.__globals__ }}",
    "debug": "{% debug %}",
    "do": "{% do 1 %}",
}
EDITS = {
    "climbs": "---\nissue: ../../../canary\nlang: en\n---\n# x\n",
    "days": "---\nissue: 0001-01-01_9999-12-31\nlang: en\n---\n# x\n",
    "python": "---\nissue: !!python/object/apply:os.system ['touch owned']\nlang: en\n---\n",
    "laughs": "---\na: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(99)) + "issue: 2024-W29\nlang: en\n---\n",
    "deep": "---\nissue: " + "[" * 50_000 + "\n---\n",
    "number": f"---\nissue: {'9' * 5_000}\nlang: en\n---\n",
    "moment": "---\nissue: 2024-13-45\nlang: en\n---\n",
    "ring": "---\nissue: &x [*x]\nlang: en\n---\n",
    "marks": "---\nissue: 2024-W29\nlang: en\n---\n" + "<!-- s:x -->\n# a\n* b <!-- p:y -->\n" * 2_000,
    "notes": "---\nissue: 2024-W29\nlang: en\n---\n# x\n\n" + "".join(f"* a[^{n}]\n" for n in (10**30, -1, 0)) + "[^1]: " + "[" * 20_000,
    "orders": f"---\nissue: 2024-W29\nlang: en\n---\n# {ORDERS}\n\n* {MARKUP}\n",
}
GOLD = (
    '{"id": ' + "9" * 5_000 + "}",
    "[" * 50_000,
    '{"id": "1", "quote": "(a+)+$", "subject_regex": "(a+)+$", "quote_start": 1e999}',
    "null",
    "\ud800",
    '{"id": 1}',
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    """Two documents, their digests and an issue of them."""
    with serving() as trap, pytest.MonkeyPatch.context() as patch:
        yard = Yard(Path(tmp_path_factory.mktemp("shared")), trap)
        patch.chdir(yard.project)
        yard.place({"2024-07-18-one.txt": EN.encode(), "2024-07-18-zwei.txt": HANS.encode()})
        assert CliRunner().invoke(main, ["run"]).exit_code == 0
        assert CliRunner().invoke(main, ["newsletter", "--week", "2024-W29", "--edition", "zh-Hant-TW+en"]).exit_code == 0
        yield yard


def harmless(*arguments: str) -> Result:
    """The command run; it ends by itself, in lines that order nothing and tell nothing that it was not asked for."""
    ended = CliRunner().invoke(main, list(arguments))
    assert ended.exception is None or isinstance(ended.exception, SystemExit), repr(ended.exception)
    assert ended.exit_code in (0, 1, 2)
    assert "internal error" not in ended.output
    assert SECRET not in ended.output
    assert "root:" not in ended.output
    assert not TERMINAL.search(ended.stderr)
    assert max(map(len, ended.stderr.splitlines()), default=0) < 3_000
    return ended


@pytest.fixture(autouse=True)
def nothing_else_changes(project: Yard, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(project.project)
    before = project.state("outputs", "shared")
    yield
    assert project.state("outputs", "shared") == before
    assert inert.faults(project.project / "outputs") == []


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_tables_that_are_none_are_one_line(project: Yard, table: str) -> None:
    project.place({"x.toml": table.encode()}, "shared")
    runs = (
        ["run", "--config"],
        ["run", "--glossary"],
        ["newsletter", "--week", "2024-W29", "--config"],
        ["models", "--models"],
        ["facts", "--config"],
    )
    for arguments in runs:
        assert len(harmless(*arguments, "shared/x.toml", "-q").stderr.splitlines()) <= 1


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
def test_a_glossary_does_nothing_but_name(project: Yard, entity: str) -> None:
    project.place({"names.toml": f"[[entity]]\n{entity}\n".encode()}, "shared")
    for arguments in (
        ["run", "--force"],
        ["convert", "corpus/2024-07-18-zwei.txt"],
        ["check", "corpus/2024-07-18-zwei.txt", "--against", "corpus"],
        ["facts"],
    ):
        harmless(*arguments, "--glossary", "shared/names.toml")


@pytest.mark.parametrize("text", [*ESCAPES.values(), *OWN_TEMPLATES.values()], ids=[*ESCAPES, *OWN_TEMPLATES])
def test_a_template_has_no_way_out_of_a_run_or_an_issue(project: Yard, text: str) -> None:
    canary = {"canary.txt": SECRET.encode(), "inner/canary.txt": SECRET.encode()}
    project.place({**canary, "templates/digest.own.md.j2": text.encode(), "templates/issue.md.j2": text.encode()}, "shared")
    ended = harmless("run", "corpus/2024-07-18-one.txt", "--force", "--templates", "shared/templates")
    assert "correct the template" in ended.stderr
    assert harmless("newsletter", "--week", "2024-W29", "--templates", "shared/templates", "--force").exit_code == 2


@pytest.mark.parametrize("text", [*ESCAPES.values(), *OWN_TEMPLATES.values()], ids=[*ESCAPES, *OWN_TEMPLATES])
def test_a_prompt_has_no_way_out(project: Yard, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-nobody")
    project.place({"canary.txt": SECRET.encode(), "prompts/system.j2": text.encode()}, "shared")
    ended = harmless("run", "corpus/2024-07-18-one.txt", "--dry-run", "--force", "--model", "openai:gpt-4o-mini", "--prompts", "shared/prompts")
    assert "correct the template" in ended.stderr


@pytest.mark.parametrize("flag", ["--templates", "--prompts"])
def test_a_link_out_of_a_shared_folder_is_refused(project: Yard, flag: str) -> None:
    for name, target in (("inside.txt", "other.txt"), ("ring.txt", "ring.txt"), ("linked.txt", "../../../canary.txt")):
        link = project.project / "shared" / flag.strip("-") / "links" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)
        ended = harmless("run", "corpus/2024-07-18-one.txt", flag, str(link.parent))
        assert (f"{link}: a link that leads out of" in ended.stderr) == (name == "linked.txt")


@pytest.mark.parametrize("page", EDITS.values(), ids=EDITS)
def test_an_edited_page_changes_its_own_issue_alone(project: Yard, page: str) -> None:
    project.place({"page.md": page.encode("utf-8", "surrogatepass")}, "shared")
    harmless("newsletter", "--from", "shared/page.md", "--force")


@pytest.mark.parametrize("gold", GOLD)
def test_gold_facts_that_are_none_are_one_line(project: Yard, gold: str) -> None:
    project.place({"2024-07-18-one.jsonl": gold.encode("utf-8", "surrogatepass")}, "shared/gold")
    assert len(harmless("eval", "--gold", "shared/gold", "corpus").stderr.splitlines()) <= 1
