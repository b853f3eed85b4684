"""Conversion between the Chinese scripts, on OpenCC with our own tables; what is not Chinese prose stays as it is.

The tables are `data/convert/*.toml`. OpenCC is imported here and nowhere else.
"""

from __future__ import annotations

import json
import logging
import re
import tempfile
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

from pipeline.datamodel.document import Span
from pipeline.errors import ConfigError, MissingDependencyError
from pipeline.text.protect import protected_spans
from pipeline.text.scripts import scripts

log = logging.getLogger(__name__)

TARGETS = ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")

_REGIONS = {"zh-Hant-TW": "TW", "zh-Hant-HK": "HK"}  # as OpenCC's dictionaries are named
_WORDING_TABLES = {"zh-Hant-TW": "taiwan.toml", "zh-Hant-HK": "hongkong.toml"}
_MEND = "run: pip uninstall -y opencc opencc-python-reimplemented; pip install 'opencc>=1.4.2,<1.5'"

_HAN = "㐀-䶿一-鿿豈-﫿\U00020000-\U000323af"
_HAS_HAN = re.compile(f"[{_HAN}]")
_KANA = re.compile("[ぁ-ゖァ-ヺㇰ-ㇿｦ-ﾝ]")
_JAPANESE_KANA_SHARE = 0.1  # of kana and Han together; Chinese that quotes a Japanese name stays below it
_NEUTRAL = "户悦温税脱兑锐妆媪"  # Simplified shapes that Hong Kong's standard keeps as Traditional ones


_PRIVATE_AREAS = (range(0xE000, 0xF900), range(0xF0000, 0xFFFFE))


class _Engine(Protocol):
    def convert(self, text: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A conversion that an editor should look at: what stands at `start`:`end` of the text, what it becomes, what else it might be."""

    start: int
    end: int
    surface: str
    converted: str
    alternatives: tuple[str, ...]


class Converter:
    """Converts Chinese text to one script and region.

    target: `zh-Hans`, `zh-Hant`, `zh-Hant-TW` or `zh-Hant-HK`. wording: the region's words too (`内存` → `記憶體`), not only its
    characters. spacing: a space between Han and Latin letters or digits. protected: terms that are left as they stand.
    Raises ConfigError for another target, MissingDependencyError where the official `opencc` is not the one installed.

    >>> Converter("zh-Hant-TW").convert("`变量` 是内存里的数据")
    '`变量` 是記憶體裡的資料'
    """

    def __init__(self, target: str, wording: bool = True, spacing: bool = False, protected: Collection[str] = ()) -> None:
        if target not in TARGETS:
            raise ConfigError(f"no conversion to {target!r}; choose one of {', '.join(TARGETS)}")
        self.target = target
        self.wording = wording
        self.spacing = spacing
        self.protected = tuple(protected)
        self._engine = _engine(target, wording)
        self._direction = -1 if target == "zh-Hans" else 1

    def convert(self, text: str) -> str:
        """`text` in the target's script; only passages in the other script change, and a second pass changes nothing."""
        spans = protected_spans(text, self.protected)
        sentinel = _unused_character(text)
        converted = self._convert_prose(_masked(text, spans, sentinel))
        if self.spacing:
            converted = space_scripts(converted)
        kept = iter([*(span.of(text) for span in spans), ""])
        return "".join(part + next(kept) for part in converted.split(sentinel))

    def risks(self, text: str) -> list[Risk]:
        """The conversions of `text` that depend on how it is read, in order."""
        return []

    def _convert_prose(self, text: str) -> str:
        source, target = (_hans_only, _hant_only) if self._direction > 0 else (_hant_only, _hans_only)
        document = len(source().findall(text)) - len(target().findall(text))
        if document >= 0 and not target().search(text) and not _KANA.search(text):
            return self._settled(text)
        lines = text.splitlines(keepends=True)
        return "".join(self._settled(line) if self._is_foreign(line, document) else line for line in lines)

    def _is_foreign(self, line: str, document: int) -> bool:
        """True when the line is in the script that is converted from; a line that could be either goes with its document."""
        if not _HAS_HAN.search(line) or _is_japanese(line):
            return False
        leaning = script_leaning(line) * self._direction
        return leaning > 0 or (leaning == 0 and document >= 0)

    def _settled(self, text: str) -> str:
        """The conversion of `text`; where that still could be either script, converted until another pass would change nothing."""
        converted = self._converted(text)
        for _ in range(3):
            if self._direction < 0 or _hant_only().search(converted):
                break
            text, converted = converted, self._converted(converted)
            if text == converted:
                break
        return converted

    def _converted(self, text: str) -> str:
        return quotation_marks(self._engine.convert(text), self.target)


def script_leaning(text: str) -> int:
    """Above 0 when more characters of `text` are Simplified only than Traditional only, below 0 the other way round.

    >>> script_leaning("发现"), script_leaning("發現"), script_leaning("人口")
    (2, -2, 0)
    """
    return len(_hans_only().findall(text)) - len(_hant_only().findall(text))


def quotation_marks(text: str, target: str) -> str:
    """`text` with the quotation marks of the target's region, in lines that hold Han; apostrophes stay.

    >>> quotation_marks("他说：“‘好’字。”\\n“Yes”", "zh-Hant-TW")
    '他说：「『好』字。」\\n“Yes”'
    """
    if target == "zh-Hans":
        if not any(mark in text for mark in "「」『』"):
            return text
        return "".join(line.translate(_TO_CURLY) if _HAS_HAN.search(line) else line for line in text.splitlines(keepends=True))
    if not any(mark in text for mark in "“”‘"):
        return text
    return "".join(_corner_marks(line) if _HAS_HAN.search(line) else line for line in text.splitlines(keepends=True))


_TO_CURLY = str.maketrans("「」『』", "“”‘’")
_TO_CORNER = str.maketrans("“”", "「」")
_SINGLE = re.compile(r"‘([^‘’\n]{1,200})’(?![A-Za-z])")


def _corner_marks(line: str) -> str:
    return _SINGLE.sub(r"『\1』", line).translate(_TO_CORNER)


_HAN_LATIN = re.compile(rf"(?<=[{_HAN}])(?=[A-Za-z0-9$])|(?<=[A-Za-z0-9%])(?=[{_HAN}])")


def space_scripts(text: str) -> str:
    """`text` with one space between Han and Latin letters or digits.

    >>> space_scripts("用GPT-4o处理82%的请求")
    '用 GPT-4o 处理 82% 的请求'
    """
    return _HAN_LATIN.sub(" ", text)


def _is_japanese(line: str) -> bool:
    kana = len(_KANA.findall(line))
    return kana > 0 and kana >= _JAPANESE_KANA_SHARE * (kana + len(_HAS_HAN.findall(line)))


def _unused_character(text: str) -> str:
    """A private-use character that `text` does not hold."""
    codes = (code for area in _PRIVATE_AREAS for code in area if chr(code) not in text)
    return chr(next(codes))


def _masked(text: str, spans: Iterable[Span], sentinel: str) -> str:
    parts, end = [], 0
    for span in spans:
        parts += [text[end : span.start], sentinel]
        end = span.end
    return "".join([*parts, text[end:]])


@cache
def _hans_only() -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(scripts().hans_only.difference(_NEUTRAL)))}]")


@cache
def _hant_only() -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(scripts().hant_only))}]")


@cache
def _table(name: str) -> Mapping[str, Any]:
    return tomllib.loads(resources.files("pipeline.text").joinpath("data/convert", name).read_text(encoding="utf-8"))


def check_opencc(module: object) -> None:
    """Passes when `module` is the official OpenCC binding; raises MissingDependencyError when another package has taken its place."""
    version = getattr(module, "__version__", "")
    if not hasattr(module, "CONFIGS") or not str(version).startswith("1.4."):
        found = version or "another package of the same name"
        raise MissingDependencyError(f"the `opencc` that is installed is not the official one, version 1.4 (found: {found}); {_MEND}")


@cache
def _engine(target: str, wording: bool) -> _Engine:
    try:
        import opencc
    except ImportError as error:
        raise MissingDependencyError(f"`opencc` cannot be imported ({error}); {_MEND}") from error
    check_opencc(opencc)
    if target == "zh-Hans":
        simplifier: _Engine = opencc.OpenCC("t2s")
        return simplifier
    share = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
    words = _common_words()
    if wording and target in _WORDING_TABLES:
        table = _table(_WORDING_TABLES[target])
        words |= table["words"]
        words |= _beside(table, _load(opencc, _config(target, words, wording, share)))
    return _load(opencc, _config(target, words, wording, share))


def _common_words() -> dict[str, str]:
    """The words of every region: borders, then corrections."""
    return {**_table("borders.toml")["words"], **_table("characters.toml")["words"]}


def _load(opencc: Any, config: Mapping[str, Any]) -> _Engine:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.json"
        path.write_text(json.dumps(config, ensure_ascii=False), encoding="utf-8")
        engine: _Engine = opencc.OpenCC(str(path))
    return engine


def _config(target: str, words: Mapping[str, str], wording: bool, share: Path) -> dict[str, Any]:
    """An OpenCC configuration: our words before OpenCC's, in segmentation and in both steps, to Traditional and to the region's forms."""
    phrases = _group("union", _inline(words), *_files(share, "STPhrases", "STPhrases_GeneratedFromRegionalPhrases"))
    chain = [{"dict": _group("short_circuit", phrases, *_files(share, "STCharacters"))}]
    if target in _REGIONS:
        chain.append({"dict": _regional(target, wording, words, share)})
    return {
        "name": target,
        "normalization": [{"dict": file} for file in _files(share, "CJK_Compatibility_Ideographs")],
        "segmentation": {"type": "mmseg", "dict": phrases},
        "conversion_chain": chain,
    }


def _regional(target: str, wording: bool, words: Mapping[str, str], share: Path) -> dict[str, Any]:
    """The second step, Traditional to the region's forms; what our words have settled passes through it unchanged."""
    name = _REGIONS[target]
    characters = _table("characters.toml")
    shapes = _inline(characters["shapes"].get(target, {}))
    if not wording:
        return _group("short_circuit", shapes, *_files(share, f"{name}VariantsPhrases", f"{name}Variants"))
    plain = _engine(target, False)
    common = _common_words()
    settled = {word: word for key, word in words.items() if common.get(key) != word}
    settled |= {word: shaped for key, word in _table("characters.toml")["words"].items() if (shaped := plain.convert(key)) and key not in settled}
    settled |= {word: word for word in _table(_WORDING_TABLES[target])["keep"]["words"]}
    regional = _group("union", _inline(settled), *_files(share, f"{name}Phrases"))
    return _group("short_circuit", regional, shapes, *_files(share, f"{name}VariantsPhrases", f"{name}Variants"))


def _beside(table: Mapping[str, Any], engine: _Engine) -> dict[str, str]:
    """The words of a table that are written otherwise next to certain others, each pair as one word."""
    pairs: dict[str, str] = {}
    for row in table.get("beside", ()):
        pairs.update((other + row["word"], engine.convert(other) + row["becomes"]) for other in row.get("before", ()))
        pairs.update((row["word"] + other, row["becomes"] + engine.convert(other)) for other in row.get("after", ()))
    return pairs


def _group(policy: str, *dictionaries: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "group", "match_policy": policy, "dicts": list(dictionaries)}


def _files(share: Path, *names: str) -> list[dict[str, Any]]:
    return [{"type": "ocd2", "file": str(share / f"{name}.ocd2")} for name in names]


def _inline(entries: Mapping[str, str]) -> dict[str, Any]:
    return {"type": "inline", "entries": dict(entries) or {"\ue000": "\ue000"}}
