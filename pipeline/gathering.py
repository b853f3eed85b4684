"""From what a user names to sources: files are read, addresses fetched, collections (feeds, mailboxes, archives) opened into their items."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.protocols import Fetcher
from pipeline.datamodel.report import Failed
from pipeline.errors import ConfigError, OutputError, PipelineError
from pipeline.storage.corpus import locate, read_source

log = logging.getLogger(__name__)

MAX_DEPTH = 2  # a collection within a collection; deeper ones are taken as documents
Parts = tuple[Source | SourceRef, ...]


def is_address(address: str) -> bool:
    """True for what is fetched and not read."""
    return address.startswith(("http://", "https://"))


class Reader:
    """Reads a source from where it is. make: makes the fetcher, when the first address asks for one."""

    def __init__(self, make: Callable[[], Fetcher]) -> None:
        self._make = make
        self._fetcher: Fetcher | None = None

    def __call__(self, ref: SourceRef) -> Source:
        """The source's bytes. Raises SourceError."""
        if not is_address(ref.address):
            return read_source(ref)
        if self._fetcher is None:
            self._fetcher = self._make()
        return self._fetcher.fetch(ref)

    def close(self) -> None:
        """Release the fetcher, if one was made."""
        if self._fetcher is not None:
            self._fetcher.close()


@dataclass(kw_only=True)
class Gathering:
    """The sources of a run, one after another, each with a name of its own and none twice.

    expand: the items of a collection; None for a document.
    """

    read: Callable[[SourceRef], Source]
    expand: Callable[[Source], Parts | None]
    _seen: set[str] = field(default_factory=set)
    _names: set[str] = field(default_factory=set)

    def sources(self, refs: Iterable[SourceRef]) -> Iterator[tuple[SourceRef, Source | Failed]]:
        """What became of each: its bytes, or why there are none. A collection stands for its items."""
        for ref in refs:
            yield from self._found(ref, 0)

    def locations(self) -> set[str]:
        """Where everything stood that was met."""
        return self._seen

    def _found(self, part: Source | SourceRef, depth: int) -> Iterator[tuple[SourceRef, Source | Failed]]:
        ref = part.ref if isinstance(part, Source) else part
        if locate(ref.address) in self._seen:
            return
        self._seen.add(locate(ref.address))
        try:
            source = part if isinstance(part, Source) else self.read(part)
            items = self.expand(source) if depth < MAX_DEPTH else None
        except (ConfigError, OutputError):
            raise
        except PipelineError as error:
            yield ref, Failed(reason=str(error))
            return
        except Exception as error:
            log.debug("%s", ref.address, exc_info=True)
            yield ref, Failed(reason=f"{ref.address}: internal error ({type(error).__name__}: {error}); please report it with the document")
            return
        if items is None:
            named = self._named(source)
            yield named.ref, named
        elif not items:
            yield ref, Failed(reason=f"{ref.address}: no documents in it; check that it is the feed or collection that you mean")
        else:
            for item in items:
                yield from self._found(item, depth + 1)

    def _named(self, source: Source) -> Source:
        """The source under a name that no other of the run has, so that the same text twice makes two documents."""
        ref = source.ref
        path = PurePosixPath(ref.name)
        if path.with_suffix("").as_posix().casefold() in self._names and path.name:
            mark = hashlib.sha256(locate(ref.address).encode()).hexdigest()[:6]
            ref = replace(ref, name=path.with_name(f"{path.stem}-{mark}{path.suffix}").as_posix())
        self._names.add(PurePosixPath(ref.name).with_suffix("").as_posix().casefold() if path.name else ref.name)
        return replace(source, ref=ref)
