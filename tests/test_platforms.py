"""The program leans on nothing that only POSIX has, and writes UTF-8 whatever encoding a console has by itself."""

from __future__ import annotations

import ast
import io
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.config import load_settings
from pipeline.datamodel.document import SourceRef
from pipeline.errors import ConfigError
from pipeline.ingest.assemble import document_id
from pipeline.llm.models import find_model
from pipeline.storage.corpus import find_sources
from pipeline.storage.naming import with_distinct_names

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
MODULES_OF_POSIX = {"fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}
NAMES_OF_POSIX = {
    "os": {
        "O_CLOEXEC",
        "O_NOFOLLOW",
        "O_NONBLOCK",
        "chown",
        "fork",
        "getpgid",
        "getuid",
        "geteuid",
        "killpg",
        "mkfifo",
        "sched_getaffinity",
        "setsid",
        "sysconf",
        "uname",
    },
    "signal": {"SIGKILL", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM", "alarm", "setitimer"},
    "select": {"poll", "epoll", "kqueue"},
    "socket": {"AF_UNIX"},
    "time": {"tzset"},
}
WORTH_A_LOOK = re.compile(
    "|".join([*MODULES_OF_POSIX, *(f"{owner}\\.{name}" for owner, names in NAMES_OF_POSIX.items() for name in names)])
    + '|"/|\\bopen\\(|read_text|write_text|add_(?:signal_handler|reader|writer)'
)


def faults(tree: ast.Module) -> list[str]:
    """What would fail, or do otherwise, on a system that is not POSIX."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found += [alias.name for alias in names if alias.name in MODULES_OF_POSIX]
            case ast.ImportFrom(module=module):
                found += [module] if module in MODULES_OF_POSIX else []
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if name in NAMES_OF_POSIX.get(owner, ()):
                found.append(f"{owner}.{name}")
            case ast.Constant(value=str(text)) if text.startswith(("/tmp", "/dev/", "/proc/", "/etc/")):
                found.append(text)
            case ast.Call(func=ast.Attribute(attr="read_text" | "write_text" as name) | ast.Name(id="open" as name)) if (
                is_text_in_the_systems_encoding(node)
            ):
                found.append(f"{name} without an encoding, line {node.lineno}")
            case ast.Call(func=ast.Attribute(attr="write_text"), keywords=keywords) if "newline" not in {keyword.arg for keyword in keywords}:
                found.append(f"write_text with the system's line ends, line {node.lineno}")
            case ast.Call(func=ast.Attribute(attr="add_signal_handler" | "add_reader" | "add_writer" as name)):
                found.append(name)
    return found


def is_text_in_the_systems_encoding(call: ast.Call) -> bool:
    """True for a file that is opened as text without saying in which encoding."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else "open"
    values = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    is_binary = name == "open" and any(isinstance(value, str) and "b" in value for value in values[-1:])
    has_encoding = any(keyword.arg == "encoding" for keyword in call.keywords) or "utf-8" in values
    return not is_binary and not has_encoding


def test_nothing_needs_posix() -> None:
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in MODULES}
    found = {name: faults(ast.parse(text)) for name, text in texts.items() if WORTH_A_LOOK.search(text)}
    assert {name: faulty for name, faulty in found.items() if faulty} == {}


@pytest.mark.parametrize(
    "code",
    [
        "import fcntl",
        "from resource import getrusage",
        "import os\nos.fork()",
        "import signal\nsignal.SIGKILL",
        'open("a")',
        "path.read_text()",
        'path.write_text("x", newline="")',
        'path.write_text("x", encoding="utf-8")',
        'x = "/tmp/a"',
        "loop.add_reader(1, f)",
    ],
)
def test_what_needs_posix_is_found(code: str) -> None:
    assert WORTH_A_LOOK.search(code)
    assert faults(ast.parse(code))


NAMES = ("CON.md", "aux", "talks/NUL.txt", "com1/lpt1.srt", 'a:b|c?*"<>.md', "trailing. .md", "ÅNGSTRÖM.md", "長" * 300 + ".md", "a/" * 90 + "b.md")
DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)
LONGEST_ID = 70  # with `outputs\\digests\\.new\\` before it and a page behind it about 130 of the 260 characters that Windows has for a path


@pytest.mark.parametrize("name", NAMES)
def test_a_digests_folder_has_a_name_that_every_system_takes(name: str) -> None:
    found = document_id(name, "文")
    assert not DEVICES.match(found)
    assert re.fullmatch(r"[\w-]+", found)
    assert found == found.lower()
    assert found == unicodedata.normalize("NFC", found)
    assert len(found) <= LONGEST_ID
    assert len(found.encode()) + len(".replaced") <= 255


def test_names_that_differ_in_case_alone_make_two_folders_where_case_does_not_count() -> None:
    refs = with_distinct_names([SourceRef(address=name, name=name) for name in ("Talk.md", "talk.md", "TALK.txt")])
    assert len({document_id(ref.name, "文").casefold() for ref in refs}) == 3


def test_a_path_with_a_drive_is_no_address() -> None:
    for path in ("C:\\talks\\a.md", "c:/talks/a.md", "\\\\server\\talks"):
        with pytest.raises(ConfigError, match="no such file or folder"):
            find_sources([path])


WITHOUT_POSIX = """
import os, signal, sys
for name in ("O_NONBLOCK", "O_CLOEXEC", "fork", "getuid", "geteuid", "killpg", "mkfifo", "sched_getaffinity"):
    if hasattr(os, name): delattr(os, name)
for name in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[name] = None
del signal.SIGKILL
from pipeline.__main__ import main
from pipeline.config import load_settings
from pipeline.llm.models import find_model
main()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "2024-08-01-燕鸥.txt").write_text(
        "北辰公司8月1日发布了燕鸥模型。燕鸥的参数量为80亿，MMLU得分为64.2%。\n", encoding="utf-8"
    )
    return tmp_path


def test_a_run_does_without_posix(folder: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", WITHOUT_POSIX, "run"], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert result.returncode == 0, result.stderr.decode()
    assert (folder / "outputs" / "index.html").exists()


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp936", "cp950", "cp437"])
def test_output_is_utf8_whatever_the_console_speaks(encoding: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said, told = io.BytesIO(), io.BytesIO()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(said, encoding=encoding))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(told, encoding=encoding))
    monkeypatch.setattr(sys, "argv", ["pipeline", "convert", "--diff", "corpus/2024-08-01-燕鸥.txt", "没有.txt"])
    with pytest.raises(SystemExit) as end:
        main()
    sys.stdout.flush()
    sys.stderr.flush()
    assert (end.value.code, "没有.txt: " in told.getvalue().decode("utf-8")) == (2, True)
    monkeypatch.setattr(sys, "argv", ["pipeline", "convert", "--diff", "corpus/2024-08-01-燕鸥.txt"])
    with pytest.raises(SystemExit):
        main()
    sys.stdout.flush()
    assert "亿 → 億" in said.getvalue().decode("utf-8")


def test_settings_of_a_windows_editor_are_read(tmp_path: Path) -> None:
    path = tmp_path / "pipeline.toml"
    path.write_bytes('\ufefflength = "short"\r\nmodels = "models.toml"\r\n'.encode())
    (tmp_path / "models.toml").write_bytes('\ufeff[[model]]\r\nid = "openai:gpt-9"\r\n'.encode())
    settings = load_settings({}, path, {})
    assert settings.length == "short"
    assert find_model("openai:gpt-9", environ={}, extra=settings.models).name == "gpt-9"
