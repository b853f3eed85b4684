"""The files that docs/schedule.md gives are what the systems read, and say the same."""

from __future__ import annotations

import plistlib
import re
from configparser import ConfigParser

from pipeline import cli
from tests.docs.pages import ROOT, blocks

PAGE = (ROOT / "docs" / "schedule.md").read_text(encoding="utf-8")
FILES = {block.file: block.text for block in blocks(PAGE) if block.file}


def unit(name: str) -> ConfigParser:
    parsed = ConfigParser(interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment, method-assign]
    parsed.read_string(FILES[name])
    return parsed


def test_the_timer_starts_the_script_on_mondays_and_makes_up_for_what_was_missed() -> None:
    assert unit("units/weekly.timer")["Timer"] == {"OnCalendar": "Mon 06:00", "Persistent": "true"}
    service = unit("units/weekly.service")["Service"]
    assert service["ExecStart"].endswith("/weekly.sh")
    assert {str(cli.EXIT_USAGE), str(cli.EXIT_COST)} <= set(service["RestartPreventExitStatus"].split())
    assert str(cli.EXIT_INTERRUPTED) not in service["RestartPreventExitStatus"].split()


def test_launchd_reads_its_file() -> None:
    job = plistlib.loads(FILES["units/org.example.weekly.plist"].encode())
    assert job["StartCalendarInterval"] == {"Weekday": 1, "Hour": 6}
    assert job["ProgramArguments"][1].endswith("/weekly.sh")


def test_both_scripts_stop_at_the_same_codes() -> None:
    assert '[ "$code" -le 1 ] || exit "$code"' in FILES["weekly.sh"]
    assert "if errorlevel 2 exit /b %errorlevel%" in FILES["weekly.cmd"]


def test_every_exit_code_of_a_run_is_in_the_table() -> None:
    codes = {0, *(code for name, code in vars(cli).items() if name.startswith("EXIT_"))}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.M)} == codes
