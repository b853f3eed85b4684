"""From what a user names to sources, one after another: collections (feeds, lists of addresses) are opened into their items, each has its own name.

What stands there no more is told here too.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from pipeline.datamodel.document import Source, SourceRef
from pipeline.datamodel.report import Failed
from pipeline.errors import ConfigError, OutputError, PipelineError
from pipeline.storage.corpus import locate
from pipeline.storage.objects import standing
from pipeline.storage.paths import as_path
from pipeline.storage.stores import is_stored

log = logging.getLogger(__name__)

_SIGNS = re.compile(r"[\W_]+")
MAX_DEPTH = 2  # a collection within a collection; deeper ones are taken as documents
Part = Source | SourceRef


def is_address(address: str) -> bool:
    """True for what is somewhere else: fetched from the web, or read from a store."""
    return address[:8].lower().startswith(("http://", "https://")) or is_stored(address)


@dataclass(kw_only=True)
class Gathering:
    """The sources of a run, one after another, each with a name of its own and none twice.

    expand: the items of a collection; None for a document. known: the names that earlier runs gave, by location. ahead: hands parts through,
    and may begin to read them before their turn.
    """

    read: Callable[[SourceRef], Source]
    expand: Callable[[Source], tuple[Part, ...] | None]
    known: Mapping[str, str] = field(default_factory=dict)
    ahead: Callable[[Iterable[Part]], Iterator[Part]] = iter
    _seen: set[str] = field(default_factory=set)
    _owners: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._owners.update({_stem(name): location for location, name in self.known.items()})

    def sources(self, refs: Iterable[SourceRef]) -> Iterator[tuple[SourceRef, Source | Failed]]:
        """What became of each: its bytes, or why there are none. A collection stands for its items."""
        yield from self._each(refs, 0)

    def locations(self) -> set[str]:
        """Where everything stood that was met."""
        return self._seen

    def _each(self, parts: Iterable[Part], depth: int) -> Iterator[tuple[SourceRef, Source | Failed]]:
        """What became of each that was not met before."""
        for part in self.ahead(part for part in parts if _location(part) not in self._seen):
            if _location(part) not in self._seen:
                self._seen.add(_location(part))
                yield from self._found(part, depth)

    def _found(self, part: Part, depth: int) -> Iterator[tuple[SourceRef, Source | Failed]]:
        ref = part.ref if isinstance(part, Source) else part
        try:
            source = part if isinstance(part, Source) else self.read(part)
            items = self.expand(source) if depth < MAX_DEPTH else None
        except (ConfigError, OutputError):
            raise
        except PipelineError as error:
            yield ref, Failed(reason=f"{ref.at}: {error}" if ref.at else str(error))
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
            yield from self._each(items, depth + 1)

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
    """True while a source, or the file that it is an item of, can be expected where it was: what is elsewhere comes and goes."""
    path = Path(as_path(location))
    if is_address(location) or path.exists():
        return True
    return any(holder.is_file() for holder in (Path(as_path(location.partition("#")[0])), *path.parents))


def gone(locations: Iterable[str], roots: Iterable[str], found: Container[str]) -> Iterator[str]:
    """The locations of earlier runs that stood under `roots`, paths as the user named them, and stand there no more. found: what was met now.

    A store is asked once more for what it holds there; what the web held is not expected to last.
    """
    named = {root.rstrip("/") or root: root for root in map(locate, roots) if root != "-"}
    in_stores: dict[str, list[str]] = {}
    for location in locations:
        if location in found or (root := next((named[place] for place in _places(location) if place in named), None)) is None:
            continue
        if is_stored(location):
            in_stores.setdefault(root, []).append(location)
        elif not stands(location):
            yield location
    for root, missing in in_stores.items():
        there = standing(root)
        yield from (location for location in missing if there is not None and location not in there and location.partition("#")[0] not in there)


def _places(location: str) -> Iterator[str]:
    """A location and all that it may lie in, from the innermost."""
    if not is_stored(location):
        yield from map(str, (Path(location), *Path(location).parents))
        return
    while location:
        yield location.rstrip("/")
        location = location.rpartition("/")[0]


def _location(part: Part) -> str:
    return locate(part.ref.address if isinstance(part, Source) else part.address)


def _stem(name: str) -> str:
    """A name as far as it shows in a document's id: without its extension, its signs and its case."""
    path = PurePosixPath(name)
    return _SIGNS.sub("-", (path.with_suffix("") if path.name else path).as_posix().casefold())
