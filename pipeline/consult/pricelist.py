"""The table of models as a page of text, at most 100 columns wide: providers that are ready first, their models under each."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from string import ascii_lowercase

from pipeline.consult.pricing import Offer, PriceList
from pipeline.llm.models import ModelSpec, Price
from pipeline.llm.money import Rate

WIDTH = 100
NAME = 46  # columns of a model's name; a longer one has a line of its own
NONE = "–"
TABLE = ("window", "reply", "in", "out", "batch in", "batch out", "")
TABLE_WIDTHS = (7, 6, 7, 7, 9, 10, 3)
COSTS = ("window", "in", "out", "sent", "received", "cost", "batch")
COSTS_WIDTHS = (7, 7, 7, 9, 9, 8, 7)


def models_page(found: PriceList) -> str:
    """The page, with its last line's end."""
    sources = _sources(found.offers)
    is_priced = found.documents is not None
    heads, widths = (COSTS, COSTS_WIDTHS) if is_priced else (TABLE, TABLE_WIDTHS)
    lines = [_line("", heads, widths).rstrip()]
    for offers in _by_provider(found.offers):
        lines += ["", *_heading(offers[0])]
        lines += (line for offer in offers if offer.spec for line in _row(offer, _cells(offer, offer.spec, sources, is_priced), widths))
    return "\n".join([*lines, "", *_legend(found, sources)]) + "\n"


def _by_provider(offers: Iterable[Offer]) -> Iterator[list[Offer]]:
    """Together what needs the same."""
    for _, group in groupby(offers, key=lambda offer: (offer.spec and offer.spec.provider, offer.readiness.missing)):
        yield list(group)


def _heading(offer: Offer) -> list[str]:
    """The provider, and whether its models can be asked; each thing that is missing on a line of its own."""
    if offer.spec is None:
        return ["rules: ready; embedded, no key, no network, costs nothing"]
    spec = offer.spec
    if offer.readiness.ready:
        return [f"{spec.provider}: ready{_by_what(spec)}"]
    return [f"{spec.provider}: not ready", *(f"  needs {missing}" for missing in offer.readiness.missing)]


def _by_what(spec: ModelSpec) -> str:
    if spec.local:
        return f"; a server answers at {spec.base_url}"
    return f" (key in {spec.key})" if spec.key else ""


def _cells(offer: Offer, spec: ModelSpec, sources: Sequence[str], is_priced: bool) -> tuple[str, ...]:
    price = spec.price
    if is_priced and offer.load is not None:
        loads = (f"{offer.load.prompt:,}", f"{offer.load.completion:,}", _money(offer.cost(Rate.STANDARD)), _money(offer.cost(Rate.BATCH)))
        return (_short(spec.window), *_prices(price)[:2], *loads)
    mark = ascii_lowercase[sources.index(_source(price))] if price else ""
    return (_short(spec.window), _short(spec.output), *_prices(price), mark)


def _row(offer: Offer, cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    name = f"  {offer.id}"
    if len(name) + len(cells[0]) >= NAME + widths[0]:
        yield name
        name = ""
    yield _line(name, cells, widths).rstrip()


def _line(name: str, cells: Sequence[str], widths: Sequence[int]) -> str:
    """Cells to the right of their columns; the name may reach into the first."""
    padded = [cell.rjust(width) for cell, width in zip(cells, widths, strict=True)]
    return name + cells[0].rjust(NAME + widths[0] - len(name)) + "".join(padded[1:])


def _prices(price: Price | None) -> tuple[str, str, str, str]:
    if price is None:
        return "?", "?", NONE, NONE
    batch = (price.batch_input, price.batch_output)
    return _plain(price.input), _plain(price.output), *((_plain(batch[0]), _plain(batch[1])) if batch[0] is not None else (NONE, NONE))


def _plain(amount: Decimal | None) -> str:
    """
    >>> _plain(Decimal("0.6")), _plain(Decimal("0.075")), _plain(Decimal(10))
    ('0.60', '0.075', '10.00')
    """
    if amount is None:
        return NONE
    return f"{amount:f}" if int(amount.as_tuple().exponent) < -2 else f"{amount:.2f}"


def _money(amount: Decimal | None) -> str:
    """US dollars for a column.

    >>> _money(Decimal("0.00041")), _money(Decimal(0)), _money(Decimal("12.3456")), _money(None)
    ('0.0004', '0', '12.35', '–')
    """
    if amount is None or amount == 0:
        return NONE if amount is None else "0"
    return f"{amount:.4f}" if amount < 1 else f"{amount:.2f}"


def _short(tokens: int) -> str:
    """
    >>> _short(128000), _short(131072), _short(1047576), _short(8192)
    ('128k', '131k', '1.05M', '8k')
    """
    return f"{tokens / 1_000_000:.3g}M" if tokens >= 1_000_000 else f"{tokens // 1000}k"


def _sources(offers: Iterable[Offer]) -> list[str]:
    """Where prices are from, each once."""
    return list(dict.fromkeys(_source(offer.spec.price) for offer in offers if offer.spec and offer.spec.price))


def _source(price: Price) -> str:
    return f"{price.source}, {price.date.isoformat()}"


def _legend(found: PriceList, sources: Sequence[str]) -> list[str]:
    notes = _notes([offer.spec for offer in found.offers if offer.spec])
    what = ["window, reply: tokens, at most. in, out: US dollars for a million tokens sent and received; ? where no price is known."]
    if found.documents is None:
        said = [*what, *(f"{ascii_lowercase[number]}  {source}" for number, source in enumerate(sources))]
    else:
        said = [
            f"{found.documents} {'document' if found.documents == 1 else 'documents'}; sent, received: tokens, estimated;"
            " cost, batch: US dollars for all, and with --batch.",
            "What is asked again, because a reply did not hold, comes on top. The rules cost nothing.",
        ]
    return [wrapped for line in [*said, *notes] for wrapped in textwrap.wrap(line, WIDTH, subsequent_indent="   ")]


def _notes(specs: Sequence[ModelSpec]) -> Iterator[str]:
    """What should be known of models; of several of a provider at once, once."""
    meant: dict[tuple[str, str], list[ModelSpec]] = {}
    for spec in specs:
        if spec.note:
            meant.setdefault((spec.provider, spec.note), []).append(spec)
    for (provider, note), alike in meant.items():
        yield f"{provider if len(alike) > 1 else alike[0].id}: {note}"
