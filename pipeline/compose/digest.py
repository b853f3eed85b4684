"""Facts to a digest: what stands on the page, in which order, under which headings."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.compose.coverage import coverage
from pipeline.compose.layout import lay_out
from pipeline.compose.size import allowance, reading_minutes
from pipeline.datamodel.digest import Digest
from pipeline.datamodel.document import Document, Span
from pipeline.datamodel.fact import Fact, Rejection
from pipeline.datamodel.language import Edition, Language


def compose(
    document: Document, facts: Sequence[Fact], rejections: Sequence[Rejection], editions: Sequence[Edition], length: str = "medium"
) -> Digest:
    """The digest of a document.

    Every edition gets the same items in the same order. The page is filled by importance up to the share of the source's characters that
    `length` (`short`, `medium` or `long`) allows, measured in the source's own language. Raises ValueError for an unknown length.
    """
    outline, page = lay_out(document, facts, editions, allowance(document.text, length))
    notes = page.notebook.notes()
    ranked = sorted(facts, key=lambda fact: (-fact.claim.importance, fact.evidence[0].span if fact.evidence else Span(0, 0), fact.id))
    return Digest(
        document=document,
        title=outline.title,
        chinese=chinese_edition(document.language, editions),
        editions=tuple(editions),
        main=outline.order[0] if outline.order else None,
        key_points=page.key_points,
        tables=page.tables,
        sections=page.sections,
        notes=notes,
        facts=tuple(ranked),
        rejections=tuple(rejections),
        coverage=coverage(document, notes, len(facts), len(page.notebook.facts()), len(rejections)),
        reading_minutes={
            str(edition): reading_minutes(outline.title, page.key_points, page.tables, page.sections, str(edition)) for edition in editions
        },
        model=", ".join(sorted({fact.claim.extractor.removesuffix("/1") for fact in facts})) or "rules",
    )


def chinese_edition(source: Language, editions: Sequence[Edition]) -> Edition | None:
    """The Chinese edition of the bilingual page: the source's script, Taiwan's for an English source; None without Chinese or English editions.

    >>> chinese_edition(Language.ZH_HANS, (Edition.EN, Edition.ZH_HANT_TW, Edition.ZH_HANS))
    <Edition.ZH_HANS: 'zh-Hans'>
    """
    if Edition.EN not in editions:
        return None
    preferred = (Edition.ZH_HANS, Edition.ZH_HANT_TW, Edition.ZH_HANT_HK)
    if source is not Language.ZH_HANS:
        preferred = (Edition.ZH_HANT_TW, Edition.ZH_HANT_HK, Edition.ZH_HANS)
    return next((edition for edition in preferred if edition in editions), None)
