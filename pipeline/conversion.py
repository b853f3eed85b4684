"""What `pipeline convert` does: files, folders and standard input from one Chinese script to another, each by its structure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from pipeline.config import GlossaryEntry
from pipeline.datamodel.document import SourceRef
from pipeline.datamodel.report import ChangeReport, ConversionReport, RiskReport
from pipeline.errors import ConfigError, OutputError, SourceError
from pipeline.storage.corpus import find_sources, read_source
from pipeline.storage.outputs import write_file
from pipeline.storage.paths import as_path
from pipeline.storage.stores import is_stored
from pipeline.text.changes import changed_words
from pipeline.text.convert import Converter
from pipeline.text.encoding import decode, encoding_name
from pipeline.text.json_strings import convert_json

SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".srt", ".vtt", ".json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """How to convert. encoding: of the files, where it cannot be told. output_encoding: to write; None: UTF-8, in place the file's own.

    Raises ConfigError for an unknown target or encoding.
    """

    target: str = "zh-Hant-TW"
    wording: bool = True
    spacing: bool = False
    glossary: tuple[GlossaryEntry, ...] = ()
    encoding: str | None = None
    output_encoding: str | None = None

    def __post_init__(self) -> None:
        self.converter()
        if self.output_encoding is not None and encoding_name(self.output_encoding) is None:
            raise ConfigError(f"--output-encoding {self.output_encoding}: no such encoding; for example utf-8, gb18030 or big5hkscs")

    def converter(self) -> Converter:
        """A converter that leaves the glossary's names as they stand."""
        protected = [name for entry in self.glossary for name in (*entry.names.values(), *entry.aliases)]
        return Converter(self.target, wording=self.wording, spacing=self.spacing, protected=protected)


def convert_text(text: str, target: str = "zh-Hant-TW") -> str:
    """`text` in another Chinese script and region, with the region's words.

    >>> convert_text("软件")
    '軟體'
    """
    return Conversion(target=target).converter().convert(text)


def convert_files(paths: Sequence[str], conversion: Conversion, output: Path | None = None) -> list[ConversionReport]:
    """Convert to the file or folder `output` (a folder's tree is kept), else to bytes in the reports; `-` is standard input.

    Raises ConfigError where several files have no folder to go to; a file that fails is a report.
    """
    several = len(paths) > 1 or any(Path(path).is_dir() for path in paths)
    if several and output is None:
        raise ConfigError("several files need a folder to write to: add -o FOLDER, or --in-place")
    converter = conversion.converter()
    return [
        _written(file, converter, output / file.ref.name if output and several else output, conversion.output_encoding or "utf-8")
        if isinstance(file, _File)
        else file
        for file in _files(paths, conversion)
    ]


def convert_in_place(paths: Sequence[str], conversion: Conversion) -> list[ConversionReport]:
    """Convert each file over itself. Raises ConfigError for standard input; a file that fails is a report and stays as it was."""
    if "-" in paths:
        raise ConfigError("--in-place writes each file over itself; standard input has no file")
    converter = conversion.converter()
    return [
        _written(file, converter, Path(as_path(file.ref.address)), conversion.output_encoding or file.encoding) if isinstance(file, _File) else file
        for file in _files(paths, conversion)
    ]


def find_risks(paths: Sequence[str], conversion: Conversion) -> Iterator[RiskReport | ConversionReport]:
    """The conversions that an editor should look at, with their alternatives; nothing is written. A file that fails is a report."""
    converter = conversion.converter()
    for file in _files(paths, conversion):
        if isinstance(file, ConversionReport):
            yield file
            continue
        ref, text = file.ref, file.text
        for risk in converter.risks(text):
            line = text.count("\n", 0, risk.start) + 1
            context = text[max(0, risk.start - 8) : risk.end + 8].replace("\n", " ")
            yield RiskReport(
                source=ref.address, line=line, surface=risk.surface, converted=risk.converted, alternatives=risk.alternatives, context=context
            )


def find_changes(paths: Sequence[str], conversion: Conversion) -> Iterator[ChangeReport | ConversionReport]:
    """The words that a conversion changes, line by line; nothing is written. A file that fails is a report."""
    converter = conversion.converter()
    for file in _files(paths, conversion):
        if isinstance(file, ConversionReport):
            yield file
            continue
        ref = file.ref
        pairs = zip(file.text.splitlines(), _converted(file, converter).splitlines(), strict=True)
        for number, (before, after) in enumerate(pairs, 1):
            if before != after:
                yield ChangeReport(source=ref.address, line=number, changes=tuple(changed_words(before, after)))


@dataclass(frozen=True, slots=True)
class _File:
    """A file that was read. encoding: its own."""

    ref: SourceRef
    text: str
    encoding: str


def _files(paths: Sequence[str], conversion: Conversion) -> Iterator[_File | ConversionReport]:
    """Each file under `paths`, or the report of why it cannot be read. Raises ConfigError for an address of a store."""
    if stored := next(filter(is_stored, paths), None):
        raise ConfigError(f"{stored.partition('://')[0]}://…: convert works on files of this machine; copy them here first")
    refs = find_sources(paths, include=[f"*{suffix}" for suffix in SUFFIXES], encoding=conversion.encoding)
    if not refs:
        raise ConfigError(f"{', '.join(paths)}: nothing to convert; of a folder, files are taken whose names end in {', '.join(SUFFIXES)}")
    for ref in refs:
        try:
            yield _File(ref, *decode(read_source(ref).data, ref.encoding))
        except SourceError as error:
            reason = str(error)
            reason = reason if reason.startswith(ref.address) else f"{ref.address}: {reason}"
            yield ConversionReport(source=ref.address, status="failed", reason=reason)


def _converted(file: _File, converter: Converter) -> str:
    is_json = PurePath(file.ref.name).suffix.lower() == ".json"
    return convert_json(file.text, converter.convert) if is_json else converter.convert(file.text)


def _written(file: _File, converter: Converter, place: Path | None, encoding: str) -> ConversionReport:
    address, text = file.ref.address, _converted(file, converter)
    try:
        data = text.encode(encoding)
        if place is None:
            return ConversionReport(source=address, status="converted", text=text, data=data)
        write_file(place, data)
    except UnicodeEncodeError as error:
        reason = f"{address}: {encoding} has no character {error.object[error.start]!r}; write utf-8, or take it out"
        return ConversionReport(source=address, status="failed", reason=reason)
    except OutputError as error:
        return ConversionReport(source=address, status="failed", reason=str(error))
    return ConversionReport(source=address, status="converted", written=place)
