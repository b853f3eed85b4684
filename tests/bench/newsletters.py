"""An issue of five hundred digests: seconds, memory, and whether it is the same twice. `python -m tests.bench.newsletters [DOCUMENTS]`.

The articles are of our own words, in Chinese and English, about a few dozen firms and models that several of them write about, with figures that
mostly agree and sometimes do not.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline.config import Settings
from pipeline.workflows import run_corpus

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


@dataclass(frozen=True)
class Made:
    """A command that ended. seconds: of the whole; peak: MB at most; files: SHA-256 by name."""

    seconds: float
    peak: float
    said: str
    files: dict[str, str]


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


def make(folder: Path) -> Made:
    """`pipeline newsletter` over what was digested."""
    started, peaks = time.monotonic(), [0.0]
    command = [sys.executable, "-m", "pipeline", "newsletter", "--week", "2024-W30", "-o", str(folder / "outputs")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        watcher = threading.Thread(target=_watch, args=(process, peaks))
        watcher.start()
        said, _ = process.communicate()
        watcher.join()
    seconds = time.monotonic() - started
    files = sorted(path for path in (folder / "outputs/newsletter").rglob("*") if path.is_file())
    return Made(seconds, max(peaks), said, {path.name: sha256(path.read_bytes()).hexdigest() for path in files})


def report(count: int) -> None:
    """Print what was measured as a line of JSON."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "corpus").mkdir()
        for file, text in articles(count):
            (folder / "corpus" / file).write_text(text, encoding="utf-8")
        run = run_corpus([str(folder / "corpus")], Settings(outputs=folder / "outputs"))
        first, second = make(folder), make(folder)
        facts = sum(document.facts for document in run.documents)
        row = {
            "documents": count,
            "facts": facts,
            "seconds": [round(first.seconds, 2), round(second.seconds, 2)],
            "peak MB": round(first.peak),
            "same twice": first.files == second.files,
            "said": first.said.strip().splitlines()[-2:],
        }
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def _watch(process: subprocess.Popen[str], peaks: list[float]) -> None:
    while process.poll() is None:
        try:
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        except OSError:
            return
        peaks += [int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")]
        time.sleep(0.05)


if __name__ == "__main__":
    report(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
