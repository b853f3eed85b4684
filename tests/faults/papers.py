"""Small documents for runs that fail: of a week, in both languages, each with figures of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

ENGLISH = "Acme released Nimbus {n} on July {day}, 2024. Nimbus {n} scored {score}% on MMLU and costs {price} cents per million input tokens.\n"
CHINESE = "极点公司发布了Nimbus {n}。Nimbus {n}在MMLU上的得分为{score}%，每百万输入token的价格为{price}美分。\n"


def paper(n: int, version: int = 0) -> str:
    """The text of a document; another version has another price."""
    form = ENGLISH if n % 2 else CHINESE
    return form.format(n=n, day=n % 28 + 1, score=50 + n % 450 / 10, price=2 + version * 61 + n % 60)


def write(folder: Path, numbers: Iterable[int], version: int = 0) -> None:
    """Write documents, named by a day of 2024-W30."""
    folder.mkdir(exist_ok=True)
    for n in numbers:
        place(folder, n).write_text(paper(n, version), encoding="utf-8")


def place(folder: Path, n: int) -> Path:
    """Where a document stands."""
    return folder / f"2024-07-{22 + n % 7}-nimbus-{n:03}.txt"
