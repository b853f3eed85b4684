"""An issue of five hundred digests: seconds, memory, and whether it is the same twice. `python -m tests.bench.newsletters [DOCUMENTS]`.

The articles are of our own words, in Chinese and English, about a few dozen firms and models that several of them write about, with figures that
mostly agree and sometimes do not.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline.config import Settings
from pipeline.workflows import run_corpus
from tests.bench.commands import Ran, empty_python, ran
from tests.bench.figures import Figure
from tests.bench.reference import Beside

DOCUMENTS = 500
FIRMS, MODELS_OF_A_FIRM = 40, 3
SENTENCES = (
    ("{firm} 在 7 月 {day} 日发布了 {model}。", "{firm} released {model} on July {day}."),
    ("{model} 在 MMLU 上的得分是 {score}%。", "{model} scored {score}% on MMLU."),
    ("{model} 的输入价格是每百万 token {price} 美分。", "{model} costs {price} cents per million input tokens."),
    ("{model} 的上下文窗口是 {window}K token。", "{model} has a context window of {window}K tokens."),
    ("{model} 有 {size} 亿参数。", "{model} has {size}00 million parameters."),
    ("{firm} 的营收增长了 {share}%。", "Revenue at {firm} grew by {share}%."),
    ("{firm} 雇用了 {people} 名员工。", "{firm} has {people} employees."),
    ("{firm} 计划在下个月推出新的版本。", "{firm} plans to release a new version next month."),
    ("{model} 比上一代便宜 {cheaper}%。", "{model} is {cheaper}% cheaper than the generation before it."),
    ("{model} 支持 {languages} 种语言。", "{model} supports {languages} languages."),
    ("负责人说，他们先做小的，再做大的。", "The head of the team said that they build the small one first and the large one later."),
    ("第{n}号读者来信问，谁来检查这些数字。", "Letter {n} from a reader asks who checks all these figures."),
)


@dataclass(frozen=True)
class Model:
    """A model of the generated week, and what is told of it."""

    firm: str
    name: str
    figures: dict[str, int | str]


def models(rng: random.Random) -> list[Model]:
    """The models of the week."""
    made = []
    for firm in range(FIRMS):
        name = f"{rng.choice(('Hal', 'Nor', 'Cas', 'Bri', 'Orl', 'Tes'))}{rng.choice(('den', 'vik', 'tel', 'wen', 'ane', 'sera'))}{firm}"
        for number in range(1, MODELS_OF_A_FIRM + 1):
            figures: dict[str, int | str] = {
                "day": rng.randint(20, 27),
                "score": f"{rng.randint(550, 910) / 10}",
                "price": rng.randint(10, 500),
                "window": 2 ** rng.randint(3, 9),
                "size": rng.randint(1, 900),
                "share": rng.randint(2, 90),
                "people": rng.randint(20, 9000),
                "cheaper": rng.randint(5, 80),
                "languages": rng.randint(3, 120),
            }
            made.append(Model(name, f"{name} {number}.5", figures))
    return made


def articles(count: int) -> Iterator[tuple[str, str]]:
    """Names and texts."""
    rng = random.Random(7)
    week = models(rng)
    for n in range(count):
        is_english = n % 3 == 0
        lines = [f"---\ntitle: {'Notes' if is_english else '简报'} {n}\ndate: 2024-07-{22 + n % 7}\n---\n"]
        for model in rng.sample(week, 2):
            for pair in rng.sample(SENTENCES, 9):
                figures = dict(model.figures)
                if rng.random() < 0.03:
                    figures["score"] = f"{rng.randint(550, 910) / 10}"
                lines.append(pair[is_english].format(firm=model.firm, model=model.name, n=n, **figures))
            lines.append("")
        yield f"{n:04}.md", "\n".join(lines)


def newsletters(count: int = DOCUMENTS) -> Iterator[Figure]:
    """An issue of so many digests; raises RuntimeError where the same digests give another issue."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "corpus").mkdir()
        for file, text in articles(count):
            (folder / "corpus" / file).write_text(text, encoding="utf-8")
        facts = sum(document.facts for document in run_corpus([str(folder / "corpus")], Settings(outputs=folder / "outputs")).documents)
        beside = Beside()
        (first, files), (second, files_again) = make(folder), make(folder)
        if files != files_again or not files:
            raise RuntimeError(f"not the same twice: {first.said}{first.errors}{second.said}{second.errors}")
        cpu = min(first.cpu, second.cpu)
        values = {"seconds": min(first.seconds, second.seconds), "cpu_seconds": cpu, "facts": facts}
        yield Figure(f"an issue of {count} digests", f"{cpu:.1f} s", beside.ratio(cpu), values)
        yield Figure("an issue's memory", f"{first.peak:,.0f} MB", first.peak / empty_python(folder), {"peak_mb": first.peak})


def make(folder: Path) -> tuple[Ran, dict[str, str]]:
    """`pipeline newsletter` over what was digested, and the SHA-256 of its files by name."""
    found = ran(folder, "newsletter", "--week", "2024-W30")
    files = sorted(path for path in (folder / "outputs/newsletter").rglob("*") if path.is_file())
    return found, {path.name: sha256(path.read_bytes()).hexdigest() for path in files}


if __name__ == "__main__":
    for figure in newsletters(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS):
        sys.stdout.write(json.dumps({figure.name: {"said": figure.said, **figure.values}}) + "\n")
