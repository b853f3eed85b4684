"""What a host's robots.txt asks of us, read after RFC 9309: the longest rule that fits decides, and of two as long the one that allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

TOKEN = "bidigest"
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}")
_KEPT = "%!$&'()*+,;=:@/?#[]-._~\"<>\\^`{|}"


@dataclass(frozen=True, slots=True)
class Robots:
    """Rules for us: (pattern, allowed). crawl_delay: seconds to leave between two requests, 0 where none are asked for."""

    rules: tuple[tuple[str, bool], ...] = ()
    crawl_delay: float = 0.0

    def allow(self, path: str) -> bool:
        """True when a path with its query may be asked for. robots.txt itself always may.

        >>> parse("User-agent: *\\nDisallow: /a\\nAllow: /a/b").allow("/a/b/c")
        True
        """
        target = _normal(path)
        fitting = [(len(pattern), allowed) for pattern, allowed in self.rules if _fits(pattern, target)]
        return target == "/robots.txt" or not fitting or max(fitting)[1]


def parse(text: str) -> Robots:
    """The rules of the groups that name us, else of those for every robot (`*`). What cannot be read is passed over."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for agents, rows in _groups(text):
        for agent in agents:
            groups.setdefault(agent, []).extend(rows)
    rows = groups.get(TOKEN, groups.get("*", []))
    rules = tuple((_normal(value), key == "allow") for key, value in rows if key in ("allow", "disallow") and value)
    return Robots(rules, max((_seconds(value) for key, value in rows if key == "crawl-delay"), default=0.0))


def _groups(text: str) -> Iterator[tuple[set[str], list[tuple[str, str]]]]:
    """(agents, rows) of each group: lines of agents one below another head the rows that follow them."""
    agents: set[str] = set()
    rows: list[tuple[str, str]] = []
    for key, value in _rows(text.splitlines()):
        if key != "user-agent":
            rows.append((key, value))
            continue
        if rows:
            yield agents, rows
            agents, rows = set(), []
        agents.add(re.split(r"[/\s]", value, maxsplit=1)[0].lower())
    yield agents, rows


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        key, colon, value = line.partition("#")[0].lstrip("\ufeff").partition(":")
        if colon and key.strip().lower() in ("user-agent", "allow", "disallow", "crawl-delay"):
            yield key.strip().lower(), value.strip()


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        return 0.0
    return seconds if 0 < seconds < float("inf") else 0.0


def _normal(path: str) -> str:
    """A path or pattern in one spelling: letters beyond ASCII as the percent signs of their UTF-8, those in upper case."""
    return _PERCENT.sub(lambda match: match.group().upper(), quote(path, safe=_KEPT))


def _fits(pattern: str, path: str) -> bool:
    """Whether a path begins as the pattern says; `*` stands for any characters, a final `$` for the end. Linear in the path."""
    whole = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not others:
        return not whole or at == len(path)
    *inner, last = others
    for part in inner:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return path.endswith(last) and len(path) - len(last) >= at if whole else path.find(last, at) >= 0
