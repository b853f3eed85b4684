"""Objects as sources: what stands under an address in a store, with the rules of a folder, and the bytes of one with what stands beside it."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from pipeline.datamodel.document import Source, SourceRef
from pipeline.errors import ConfigError, PipelineError, SourceError
from pipeline.storage.naming import has_extension
from pipeline.storage.paths import as_address, as_path
from pipeline.storage.sidecars import describes_captions, metadata_beside, names_beside
from pipeline.storage.stores import canonical, check_address, listed, login, opened, read_at_most, reason

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An object. name: from the folder that was asked about, or that it is in. is_alone: it was asked about itself. beside: see SourceRef."""

    address: str
    name: str
    is_alone: bool
    beside: tuple[str, ...] | None


def found_under(given: str) -> Iterator[Found]:
    """The objects under an address as the user gives it, in the order that files have; or the object at it.

    An address that ends as a file does (`.md`) is an object's, and the store is not asked; any other may be a folder's.
    Raises ConfigError for an address that holds a login, and where the store cannot be listed; MissingDependencyError without the package for it.
    """
    address = canonical(as_address(given))
    check_address(address)
    if has_extension(address.partition("://")[2].partition("/")[2]):
        _check_opens(address)
        yield _alone(address)
        return
    names = listed(address)
    if not names:
        log.warning("%s: nothing stands there; check the address", address)
    elif names == [""]:
        yield _alone(address)
    else:
        yield from _in_folder(address.rstrip("/"), [name for name in names if name])


def _check_opens(address: str) -> None:
    """Raises what keeps every object of a store from being read: ConfigError, MissingDependencyError."""
    try:
        opened(address)
    except PipelineError:
        raise
    except Exception as error:
        raise ConfigError(f"{address}: its store cannot be opened ({reason(error)}); check the address and the login ({login(address)})") from error


def _alone(address: str) -> Found:
    return Found(address=address, name=address.rpartition("/")[2], is_alone=True, beside=None)


def _in_folder(folder: str, names: list[str]) -> Iterator[Found]:
    """The files of each folder before its folders, as on a disk; what a name beginning with `.` or `_` holds is left out."""
    shelves: dict[str, set[str]] = defaultdict(set)
    for name in names:
        within, _, last = name.rpartition("/")
        shelves[within].add(last)
    for name in sorted(names, key=_place):
        within, _, last = name.rpartition("/")
        if any(part.startswith((".", "_")) for part in within.split("/")) or describes_captions(last, shelves[within]):
            continue
        beside = tuple(other for other in names_beside(last) if other in shelves[within])
        yield Found(address=f"{folder}/{as_address(name)}", name=name, is_alone=False, beside=beside)


def _place(name: str) -> tuple[tuple[bool, str], ...]:
    *folders, last = name.split("/")
    return (*((True, folder) for folder in folders), (False, last))


def read_object(ref: SourceRef, most: int) -> Source:
    """The first `most` bytes of an object, and what stands beside it. Raises SourceError, MissingDependencyError."""
    try:
        data = read_at_most(ref.address, most)
    except FileNotFoundError as error:
        raise SourceError(f"{ref.address}: there is no such object; check the address (that of a folder ends with /)") from error
    if not data and ref.beside is None:
        raise SourceError(f"{ref.address}: empty; put text into it or remove it (the address of a folder ends with /)")
    return Source(ref=ref, data=data, metadata=metadata_beside(as_path(ref.address), partial(_neighbour, ref)))


def _neighbour(ref: SourceRef, path: str, most: int) -> bytes | None:
    if ref.beside is not None and path.rpartition("/")[2] not in ref.beside:
        return None
    try:
        return read_at_most(as_address(path), most)
    except FileNotFoundError:
        return None


def standing(root: str) -> set[str] | None:
    """The addresses of all objects under an address, as the ledger knows them; None where the store cannot tell."""
    try:
        return {f"{root.rstrip('/')}/{as_address(name)}".rstrip("/") for name in listed(root)}
    except PipelineError as error:
        log.debug("%s", error)
        return None
