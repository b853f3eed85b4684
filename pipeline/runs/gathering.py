"""From what a user names to sources: files are read, addresses fetched, collections (feeds, mailboxes, archives) opened into their items."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.protocols import Fetcher
from pipeline.datamodel.report import Failed
from pipeline.errors import ConfigError, OutputError, PipelineError
from pipeline.storage.corpus import locate, read_source
from pipeline.storage.paths import as_path

log = logging.getLogger(__name__)

_SIGNS = re.compile(r"[\W_]+")
MAX_DEPTH = 2  # a collection within a collection; deeper ones are taken as documents
Parts = tuple[Source | SourceRef, ...]


def is_address(address: str) -> bool:
    """True for what is fetched and not read."""
    return address[:8].lower().startswith(("http://", "https://"))


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

    expand: the items of a collection; None for a document. known: the names that earlier runs gave, by location.
    """

    read: Callable[[SourceRef], Source]
    expand: Callable[[Source], Parts | None]
    known: Mapping[str, str] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _owners: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._owners.update({_stem(name): location for location, name in self.known.items()})

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
        """The source under a name that no other has, so that the same text twice makes two documents; one whose source is gone yields its name."""
        ref, location = source.ref, locate(source.ref.address)
        owner = self._owners.get(_stem(ref.name), location)
        if owner != location and (owner in self._seen or stands(owner)):
            path = PurePosixPath(ref.name)
            mark = hashlib.sha256(location.encode()).hexdigest()[:6]
            ref = replace(ref, name=(path.parent / f"{path.stem}-{mark}{path.suffix}").as_posix())
        self._owners[_stem(ref.name)] = location
        return replace(source, ref=ref)


def stands(location: str) -> bool:
    """True while a source, or the file that it is an item of, can be expected where it was: what is fetched comes and goes."""
    path = Path(as_path(location))
    if is_address(location) or path.exists():
        return True
    return any(holder.is_file() for holder in (Path(as_path(location.partition("#")[0])), *path.parents))


def _stem(name: str) -> str:
    """A name as far as it shows in a document's id: without its extension, its signs and its case."""
    path = PurePosixPath(name)
    return _SIGNS.sub("-", (path.with_suffix("") if path.name else path).as_posix().casefold())
