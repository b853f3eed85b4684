"""Whose a figure cannot be, and what it is not: an average told as the whole, a debt laid on a person, a day for a period."""

from __future__ import annotations

import re

from pipeline.extract.conditions import filling
from pipeline.extract.reading import Line, Reading
from pipeline.extract.subjects import Subject
from pipeline.extract.tables import Row
from pipeline.extract.tokens import CONCEPTS

AVERAGE = re.compile(r"[平年月日人]均|\bon average\b|\ban average of\b|\baverag(?:ed|es|ing)\b")
AHEAD = re.compile("(?<![不可能够以旨在来并其即])将(?!近)|拟(?!人|合|态)")  # before the verb of a count: it is still to come
INFINITIVE = re.compile(r"(?<!able )(?<!managed )(?<!continued )(?<!began )(?<!started )(?<!enough )(?<!helped )(?<!used )\bto (?:[a-z]+ly )?$")
BUILDING = re.compile("建设|兴建|新建|建造|打造|扩建|修建|开设|设立")
COMMON = re.compile("(?:(?<!a)[^su]s|ing|ments?|tions?|ness|ity|cy|ance|ence)$")  # how a common noun ends; Americans and Germans are none
WEEKDAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})


def is_average_only(line: Line, at: int, match: re.Match[str]) -> bool:
    """True for a figure that is an average, where neither its attribute nor its own words say so. at: where the words of the match begin."""
    clause = line.clause_at(at)
    average = AVERAGE.search(line.masked.text, clause.start, max(clause.end, match.end()))
    slots = [match.span(slot) for slot in ("a", "t", "n") if match.groupdict().get(slot)]
    return average is not None and not any(start <= average.start() < end for start, end in slots)


def is_common(line: Line, start: int, surface: str) -> bool:
    """True for English words at a masked position that are a common noun with a capital (Tickets, Entry fees), and no name."""
    if not surface[1:2].islower() or any(word[0].isupper() for word in surface.split()[1:]):
        return False
    token = line.masked.tokens.get(start)
    return token.kind in CONCEPTS if token is not None else " " in surface or COMMON.search(surface) is not None


def is_intended(line: Line, at: int) -> bool:
    """True for an English verb at a masked position that is an infinitive: it is to be done (agreed to buy), unless it was managed or went on."""
    return INFINITIVE.search(line.masked.text, max(0, at - 24), at) is not None


def is_of_another(reading: Reading, line: Line, row: Row, at: int, match: re.Match[str], found: Subject) -> bool:
    """True for a figure that a subject told before need not have: a person; in English anybody, where a metric without bearers opens."""
    metric = next((t.entity.id for t in filling(line, match, "a") if t.entity is not None), None)
    if not found.is_own and row.type == "begins" and BUILDING.search(line.masked.text, 0, at) is not None:
        return True  # what somebody builds opens, not the builder
    if found.is_own or row.subject or metric is None or metric in reading.tables.bearers:
        return False
    return found.entity.kind == "person" or (match.start("a") == at and not reading.is_chinese)
