"""What documents disagree about, as a phrase in every edition (`data/abouts.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from pipeline.datamodel.fact import Claim, Entity
from pipeline.datamodel.language import Edition, Localized
from pipeline.text.wording.figures import write_value
from pipeline.text.wording.spacing import space_borders


def about(claim: Claim, thing: Entity | None = None) -> Localized:
    """What a claim tells of, in every edition, or what of its subject `thing` is: GPT-4o mini’s input price."""
    return {edition.value: _phrase(claim, thing or claim.attribute, edition) for edition in Edition}


def _phrase(claim: Claim, thing: Entity | None, edition: Edition) -> str:
    tag = edition.value
    nouns, name = _nouns(claim, edition), "" if thing is None else _plain(thing, tag)
    row = _row(claim, thing, name, nouns)
    template = row.get(tag) or row["zh-Hant" if edition.is_chinese and edition is not Edition.ZH_HANS else "en"]
    joint = "、" if edition.is_chinese else " and "
    others = joint.join(entity.name(tag) for entity in claim.objects)
    text = str(template).format(s=claim.subject.name(tag), a=name, o=others, n=nouns, w=_where(claim.subject, tag))
    return space_borders(text) if edition.is_chinese else text


def _where(subject: Entity, tag: str) -> str:
    """Where something was, in English: worldwide, in Spain; what is no place stands in brackets."""
    name = subject.name(tag)
    if subject.kind != "place":
        return f"({name})"
    return name if name[:1].islower() and not name.startswith("the ") else f"in {name}"


def _row(claim: Claim, thing: Entity | None, name: str, nouns: str) -> Mapping[str, str | list[str]]:
    """The row for what a claim measures, for its type, or for all."""
    own = thing is None or thing is claim.attribute
    for key in (f"{claim.type}.{thing.id}", claim.type) if own and thing is not None else (claim.type,) if own else ():
        row = _rows().get(key)
        if row is not None and (nouns or "{n}" not in row["en"]) and not name.endswith(tuple(row.get("unless", ()))):
            return row
    return _rows()["measured" if thing is not None and thing.kind != "participle" else "other"]


def _plain(thing: Entity, tag: str) -> str:
    """A name; of a comparative without its word for more (更便宜), since what is asked is how much."""
    return thing.name(tag).replace("更", "") if thing.kind == "comparative" else thing.name(tag)


def _nouns(claim: Claim, edition: Edition) -> str:
    """What a claim counts, in the edition's own form, in English the plural; empty where it counts nothing."""
    figure = write_value(claim.value, edition) if claim.value is not None else None
    if figure is None or not figure.nouns:
        return ""
    return figure.nouns[-1] if edition is Edition.EN else next((noun for noun in figure.nouns if figure.full.endswith(noun)), "")


@cache
def _rows() -> Mapping[str, Mapping[str, str | list[str]]]:
    return tomllib.loads(resources.files("pipeline.compose.issues.agreement").joinpath("data", "abouts.toml").read_text(encoding="utf-8"))
