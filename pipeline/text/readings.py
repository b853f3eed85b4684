"""What stands in a text: its folding, figures, dates and names, each looked for when it is first asked for and only once.

The stages of a document ask for the same: the rules to find facts, the verifier to hold them against the text.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property, lru_cache

from pipeline.datamodel.language import Language
from pipeline.text.dates import Date, find_dates
from pipeline.text.fold import fold
from pipeline.text.glossary import Glossary, Mention
from pipeline.text.quantities import Quantity, find_figures


class TextReading:
    """A text as it is read. All offsets are code points over `text`.

    >>> reading = TextReading("OpenAI 在 2024 年招了 30 人", Language.ZH_HANS, Glossary.builtin())
    >>> [m.surface for m in reading.mentions], [q.surface for q in reading.figures], [d.iso for d in reading.dates()]
    (['OpenAI'], ['30 人'], ['2024'])
    """

    def __init__(self, text: str, language: Language, glossary: Glossary) -> None:
        self.text = text
        self.language = language
        self.glossary = glossary
        self._dates: dict[date | None, tuple[Date, ...]] = {}

    @cached_property
    def folded(self) -> str:
        """The text folded, of the same length."""
        return fold(self.text)

    @cached_property
    def figures(self) -> tuple[Quantity, ...]:
        """As `find_figures` has them."""
        return tuple(find_figures(self.text, self.language))

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """As `Glossary.find` has them."""
        return tuple(self.glossary.find_folded(self.text, self.folded))

    def dates(self, anchor: date | None = None) -> tuple[Date, ...]:
        """As `find_dates` has them."""
        if anchor not in self._dates:
            self._dates[anchor] = tuple(find_dates(self.text, self.language, anchor))
        return self._dates[anchor]


@lru_cache(maxsize=2)
def reading_of(text: str, language: Language, glossary: Glossary) -> TextReading:
    """The reading of a document's text; the last are remembered, so that all stages of a document have one."""
    return TextReading(text, language, glossary)
