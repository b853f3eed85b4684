"""Conversion between the Chinese scripts, on OpenCC with our own tables; what is not Chinese prose stays as it is.

The tables are in `data/convert/`. OpenCC is imported here and nowhere else.
"""

from __future__ import annotations

import json
import logging
import re
import tempfile
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
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
_SHAPING = {"zh-Hant-TW": "t2tw", "zh-Hant-HK": "t2hk"}  # OpenCC's configurations for a region's shapes
_WORDING_TABLES = {"zh-Hans": "mainland.toml", "zh-Hant-TW": "taiwan.toml", "zh-Hant-HK": "hongkong.toml"}
_MEND = "run: pip uninstall -y opencc opencc-python-reimplemented; pip install 'opencc>=1.4.2,<1.5'"

_HAN = "㐀-䶿一-鿿豈-﫿\U00020000-\U000323af"
_HAS_HAN = re.compile(f"[{_HAN}]")
_KANA = re.compile("[ぁ-ゖァ-ヺㇰ-ㇿｦ-ﾝ]")
_JAPANESE_KANA_SHARE = 0.1  # of kana and Han together; Chinese that quotes a Japanese name stays below it
_FOREIGN_SHARE_KEPT = 0.85  # of a text's telling characters in the target's script; from there on the others are quotations, and stay
_NEUTRAL = "户悦温税脱兑锐妆媪"  # Simplified shapes that Hong Kong's standard keeps as Traditional ones


_MARK = "\U000f0001"
_PRIVATE_AREAS = (range(0xE000, 0xF900), range(0xF0000, 0xFFFFE))


class _Engine(Protocol):
    def convert(self, text: str) -> str: ...


@dataclass(frozen=True, slots=True)
class _Sequence:
    """Engines that run one after the other."""

    engines: tuple[_Engine, ...]

    def convert(self, text: str) -> str:
        for engine in self.engines:
            text = engine.convert(text)
        return text


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
        if not spans:
            return self._spaced(self._convert_prose(text))
        sentinel = _unused_character(text)
        converted = self._spaced(self._convert_prose(_masked(text, spans, sentinel)))
        kept = iter([*(span.of(text) for span in spans), ""])
        return "".join(part + next(kept) for part in converted.split(sentinel))

    def _spaced(self, converted: str) -> str:
        return space_scripts(converted) if self.spacing else converted

    def risks(self, text: str) -> list[Risk]:
        """The conversions of `text` that an editor should look at, in order: characters that no phrase decides, and words of several readings."""
        spans = protected_spans(text, self.protected)
        masked = "".join(_blanked(text, spans))
        characters = self._open_characters(masked) if self._direction > 0 else ()
        found = [*characters, *self._open_words(masked)]
        return sorted(found, key=lambda risk: (risk.start, risk.end))

    def _open_characters(self, text: str) -> Iterator[Risk]:
        """Characters with several Traditional forms where OpenCC has no phrase to go by."""
        table = _table("alternatives.toml")["characters"]
        at = 0
        for line in text.splitlines(keepends=True):
            marked = _marking_engine().convert(line) if _HAS_HAN.search(line) and self._is_foreign(line, True) else ""
            for match in re.finditer(_MARK, marked if len(marked) == len(line) else ""):
                start = at + match.start()
                converted = self._engine.convert(text[start])
                others = tuple(sorted({_shape(form, self.target) for form in table[text[start]]} - {converted}))
                yield Risk(start=start, end=start + 1, surface=text[start], converted=converted, alternatives=others)
            at += len(line)

    def _open_words(self, text: str) -> Iterator[Risk]:
        """Words that the region writes in several ways, where no neighbour decides."""
        choices = _table("alternatives.toml")["words"].get(self.target, {}) if self.wording else {}
        foreign, own = script_counts(text)[:: self._direction]
        if not choices or foreign <= own:
            return
        decided = {at for match in _decided_pattern(self.target).finditer(text) for at in range(match.start(), match.end())}
        for match in re.finditer("|".join(map(re.escape, sorted(choices, key=lambda w: (-len(w), w)))), text):
            if match.start() not in decided or match.end() - 1 not in decided:
                converted = self._engine.convert(match.group())
                others = tuple(form for form in choices[match.group()] if form != converted)
                yield Risk(start=match.start(), end=match.end(), surface=match.group(), converted=converted, alternatives=others)

    def _convert_prose(self, text: str) -> str:
        foreign, own = script_counts(text)[:: self._direction]
        if own and own >= _FOREIGN_SHARE_KEPT * (own + foreign):
            return text
        if not own and not _KANA.search(text):
            return self._settled(text)
        lines = text.splitlines(keepends=True)
        return "".join(self._settled(line) if self._is_foreign(line, foreign >= own) else line for line in lines)

    def _is_foreign(self, line: str, is_document_foreign: bool) -> bool:
        """True when the line is in the script that is converted from; a line that could be either goes with its document."""
        if not _HAS_HAN.search(line) or _is_japanese(line):
            return False
        foreign, own = script_counts(line)[:: self._direction]
        return foreign > own or (foreign == own and is_document_foreign)

    def _settled(self, text: str) -> str:
        """The conversion of `text`; where that still could be either script, converted until another pass would change nothing."""
        converted = self._converted(text)
        for _ in range(3):
            if script_counts(converted)[:: self._direction][1]:
                break
            text, converted = converted, self._converted(converted)
            if text == converted:
                break
        return converted

    def _converted(self, text: str) -> str:
        return quotation_marks(self._engine.convert(text), self.target)


def script_counts(text: str) -> tuple[int, int]:
    """How many characters of `text` are Simplified only, and how many Traditional only.

    >>> script_counts("发现"), script_counts("發現"), script_counts("人口")
    ((2, 0), (0, 2), (0, 0))
    """
    return _count(text, _hans_only()), _count(text, scripts().hant_only)


def _count(text: str, characters: frozenset[str]) -> int:
    return 0 if characters.isdisjoint(text) else sum(map(characters.__contains__, text))


def quotation_marks(text: str, target: str) -> str:
    """`text` with the quotation marks of the target's region, in lines that hold Han; apostrophes stay.

    >>> quotation_marks("他说：“‘好’字。”\\n“Yes”", "zh-Hant-TW")
    '他说：「『好』字。」\\n“Yes”'
    """
    if target == "zh-Hans":
        if _CORNERS.isdisjoint(text):
            return text
        return "".join(line.translate(_TO_CURLY) if _HAS_HAN.search(line) else line for line in text.splitlines(keepends=True))
    if _CURLY.isdisjoint(text):
        return text
    return "".join(_corner_marks(line) if _HAS_HAN.search(line) else line for line in text.splitlines(keepends=True))


_CORNERS, _CURLY = frozenset("「」『』"), frozenset("“”‘")
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
def _hans_only() -> frozenset[str]:
    return scripts().hans_only.difference(_NEUTRAL)


def _blanked(text: str, spans: Iterable[Span]) -> Iterator[str]:
    """The text with its protected spans blanked, at the same length."""
    end = 0
    for span in spans:
        yield text[end : span.start]
        yield re.sub(r"[^\n]", " ", span.of(text))
        end = span.end
    yield text[end:]


@cache
def _decided_pattern(target: str) -> re.Pattern[str]:
    """What settles how a word of several readings is written: its neighbour, or a longer word that it is part of."""
    table, choices = _table(_WORDING_TABLES[target]), _table("alternatives.toml")["words"][target]
    phrases = {other + row["word"] for row in table.get("beside", ()) for other in row.get("before", ())}
    phrases |= {row["word"] + other for row in table.get("beside", ()) for other in row.get("after", ())}
    words = {word for word in (*_rows(table), *table["keep"]["words"]) if word not in choices}
    phrases |= {word for word in words if any(choice in word for choice in choices)}
    return re.compile("|".join(map(re.escape, sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))))


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
    share = _share(opencc)
    if target == "zh-Hans":
        if not wording:
            simplifier: _Engine = opencc.OpenCC("t2s")
            return simplifier
        return _load(opencc, _mainland_config(_mainland_words(opencc.OpenCC("tw2sp")), share))
    standard = _load(opencc, _plain_config(share))  # lives on until ours is loaded, which then shares its dictionaries
    words, settled = _common_words(standard), {}
    if wording and target in _WORDING_TABLES:
        table, shaping = _table(_WORDING_TABLES[target]), opencc.OpenCC(_SHAPING[target])
        neighbours = _Sequence((standard, shaping))
        ours = table["words"] | _beside(table["words"], table.get("beside", ()), neighbours)
        settled = _shaped(words, target, shaping) | {word: word for word in (*table["keep"]["words"], *ours.values())}
        words |= ours
    return _load(opencc, _config(target, words, settled, share))


@cache
def _shape(form: str, target: str) -> str:
    """A character of OpenCC's standard as the region prints it."""
    import opencc

    return str(opencc.OpenCC(_SHAPING[target]).convert(form)) if target in _SHAPING else form


def _shaped(words: Mapping[str, str], target: str, engine: _Engine) -> dict[str, str]:
    """Our corrections in OpenCC's standard, with the shapes that the region gives them."""
    shapes = _table("characters.toml")["shapes"].get(target, {})
    shaped = {}
    for word in words.values():
        form = engine.convert(word)
        for standard, shape in shapes.items():
            form = form.replace(standard, shape)
        shaped[word] = form
    return shaped


@cache
def _marking_engine() -> _Engine:
    """To Traditional, but with a mark for every character of several forms that no phrase decides; it keeps the length."""
    import opencc

    share = _share(opencc)
    standard = _load(opencc, _plain_config(share))
    config = _config("zh-Hant", _common_words(standard), {}, share)
    step = config["conversion_chain"][0]["dict"]["dicts"]
    step.insert(1, _inline(dict.fromkeys(_table("alternatives.toml")["characters"], _MARK)))
    return _load(opencc, config)


def _common_words(engine: _Engine) -> dict[str, str]:
    """The words of every region: those that a neighbour decides, then our corrections."""
    table = _table("characters.toml")
    words: dict[str, str] = table["words"]
    return _beside(words, table["beside"], engine) | words


def _rows(table: Mapping[str, Any]) -> dict[str, str]:
    """The words of a region's table, out of their groups where it has some."""
    rows: dict[str, str] = {}
    for key, value in table["words"].items():
        rows |= value if isinstance(value, dict) else {key: value}
    return rows


def _mainland_words(engine: _Engine) -> dict[str, str]:
    """The mainland's words for Taiwan's, with those that stay and those that a neighbour decides."""
    table = _table("mainland.toml")
    words = {word: word for word in table["keep"]["words"]} | _rows(table)
    return words | _beside(words, table["beside"], engine)


def _share(opencc: Any) -> Path:
    """The folder of OpenCC's own dictionaries."""
    return Path(opencc.__file__).parent / "clib" / "share" / "opencc"


def _load(opencc: Any, config: Mapping[str, Any]) -> _Engine:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.json"
        path.write_text(json.dumps(config, ensure_ascii=False), encoding="utf-8", newline="\n")
        engine: _Engine = opencc.OpenCC(str(path))
    return engine


def _config(target: str, words: Mapping[str, str], settled: Mapping[str, str], share: Path) -> dict[str, Any]:
    """An OpenCC configuration: our words before OpenCC's, in segmentation and in both steps, to Traditional and to the region's forms."""
    borders = {"type": "text", "file": str(resources.files("pipeline.text").joinpath("data/convert/borders.txt"))}
    phrases = _group("union", _inline(words), borders, *_files(share, "STPhrases", "STPhrases_GeneratedFromRegionalPhrases"))
    likelier = _inline(_table("characters.toml")["likelier"])
    chain = [{"dict": _group("short_circuit", phrases, likelier, *_files(share, "STCharacters"))}]
    if target in _REGIONS:
        chain.append({"dict": _regional(target, settled, share)})
    return {
        "name": target,
        "normalization": [{"dict": file} for file in _files(share, "CJK_Compatibility_Ideographs")],
        "segmentation": {"type": "mmseg", "dict": phrases},
        "conversion_chain": chain,
    }


def _plain_config(share: Path) -> dict[str, Any]:
    """OpenCC's phrases and characters alone: it loads fast, and is enough for a neighbour."""
    phrases, characters = _files(share, "STPhrases", "STCharacters")
    chain = [{"dict": _group("short_circuit", phrases, characters)}]
    return {"name": "zh-Hant", "segmentation": {"type": "mmseg", "dict": phrases}, "conversion_chain": chain}


def _mainland_config(words: Mapping[str, str], share: Path) -> dict[str, Any]:
    """An OpenCC configuration: our words before OpenCC's in segmentation and in the first step, to the mainland's words; then to its characters."""
    ours = _inline(words)
    regional = _group("union", ours, *_files(share, "TWPhrasesRev"))
    characters = _files(share, "TSPhrases", "TSCharactersExt", "TSCharacters")
    characters[1]["may_output_tofu"] = True
    return {
        "name": "zh-Hans",
        "normalization": [{"dict": file} for file in _files(share, "CJK_Compatibility_Ideographs")],
        "segmentation": {"type": "mmseg", "dict": _group("union", ours, *_files(share, "TSPhrases", "TWPhrasesRev"))},
        "conversion_chain": [
            {"dict": _group("short_circuit", regional, *_files(share, "TWVariantsRevPhrases", "TWVariantsRev"))},
            {"dict": _group("short_circuit", *characters)},
        ],
    }


def _regional(target: str, settled: Mapping[str, str], share: Path) -> dict[str, Any]:
    """The second step, Traditional to the region's forms. settled: what our words have settled and passes through it; empty without wording."""
    name = _REGIONS[target]
    shapes = _inline(_table("characters.toml")["shapes"].get(target, {}))
    variants = _files(share, f"{name}VariantsPhrases", f"{name}Variants")
    if not settled:
        return _group("short_circuit", shapes, *variants)
    regional = _group("union", _inline(settled), *_files(share, f"{name}Phrases"))
    return _group("short_circuit", regional, shapes, *variants)


def _beside(words: Mapping[str, str], rows: Iterable[Mapping[str, Any]], engine: _Engine) -> dict[str, str]:
    """The words that are written otherwise next to certain others, each pair as one word; neighbours as our words or `engine` write them."""

    def written(neighbour: str) -> str:
        return words.get(neighbour) or engine.convert(neighbour)

    pairs: dict[str, str] = {}
    for row in rows:
        pairs.update((other + row["word"], written(other) + row["becomes"]) for other in row.get("before", ()))
        pairs.update((row["word"] + other, row["becomes"] + written(other)) for other in row.get("after", ()))
    return pairs


def _group(policy: str, *dictionaries: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "group", "match_policy": policy, "dicts": list(dictionaries)}


def _files(share: Path, *names: str) -> list[dict[str, Any]]:
    return [{"type": "ocd2", "file": str(share / f"{name}.ocd2")} for name in names]


def _inline(entries: Mapping[str, str]) -> dict[str, Any]:
    return {"type": "inline", "entries": dict(entries) or {"\ue000": "\ue000"}}
