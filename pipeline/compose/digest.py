"""Facts to a digest: what stands on the page, in which order, under which headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.compose.coverage import coverage
from pipeline.compose.dedup import Item, letters, merge
from pipeline.compose.headline import best_news, headline, main_subjects
from pipeline.compose.keypoints import choose_key_points
from pipeline.compose.notes import Notebook, Wording
from pipeline.compose.pointing import point
from pipeline.compose.ranking import rank, subject_weights
from pipeline.compose.sections import choose, sections
from pipeline.compose.size import FIXED, allowance, plan_size, reading_minutes
from pipeline.compose.tables import Plan, build_table, plan_tables
from pipeline.datamodel.digest import Digest
from pipeline.datamodel.document import Document, Span
from pipeline.datamodel.fact import Fact, Rejection
from pipeline.datamodel.language import Edition, Language

TABLE_SHARE = 0.45  # of the page


def compose(
    document: Document, facts: Sequence[Fact], rejections: Sequence[Rejection], editions: Sequence[Edition], length: str = "medium"
) -> Digest:
    """The digest of a document.

    Every edition gets the same items in the same order. The page is filled by importance up to the share of the source's characters that
    `length` (`short`, `medium` or `long`) allows, measured in the source's own language. Raises ValueError for an unknown length.
    """
    wording = Wording(tags=tuple(str(edition) for edition in editions), source=str(document.language))
    merged = merge(facts)
    weights = subject_weights(merged, document)
    items = rank(merged, weights, document)
    subjects = main_subjects(items, weights, document)
    news = best_news(items, subjects, editions)
    order = sorted(weights, key=lambda key: (-weights[key], key))
    page = allowance(document.text, length)
    title = headline(news, subjects, document, editions)
    room = page - FIXED - max(map(len, title.values()), default=0)
    plans = _affordable(plan_tables(items), int(room * TABLE_SHARE), wording.source)
    tabled = [item for plan in plans for item in plan.items.values()]
    key = choose_key_points(items, tabled, news, [entity.id for entity in subjects], weights, room, wording)
    told = {item.fact.id for item in (*tabled, *(i for bundle in key for i in bundle))}
    room -= sum(plan_size(plan, wording.source) for plan in plans)
    room -= sum(len(wording.own(item, alone=n == 0).text) + 1 for bundle in key for n, item in enumerate(bundle))
    lines = len(key) + sum(len(plan.subjects if plan.subjects_in_rows else plan.measures) for plan in plans)
    left = [item for item in items if item.fact.id not in told and not _is_title(item, document)]
    chosen = choose(left, room, wording, len(told), lines)

    notebook = Notebook()
    key_points = tuple(point(bundle, notebook, wording, [n == 0 for n in range(len(bundle))]) for bundle in key)
    tables = tuple(build_table(plan, notebook, editions) for plan in plans)
    body = sections(chosen, Counter(item.claim.subject.id for item in items if item.fact.id in told), order, notebook, wording)
    ranked = sorted(facts, key=lambda fact: (-fact.claim.importance, fact.evidence[0].span if fact.evidence else Span(0, 0), fact.id))
    return Digest(
        document=document,
        title=title,
        chinese=chinese_edition(document.language, editions),
        editions=tuple(editions),
        main=order[0] if order else None,
        key_points=key_points,
        tables=tables,
        sections=body,
        notes=notebook.notes(),
        facts=tuple(ranked),
        rejections=tuple(rejections),
        coverage=coverage(document, notebook.notes(), len(facts), len(notebook.facts()), len(rejections)),
        reading_minutes={tag: reading_minutes(title, key_points, tables, body, tag) for tag in wording.tags},
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


def _is_title(item: Item, document: Document) -> bool:
    """True for words that the source's title says."""
    words = item.claim.words or ""
    return bool(document.title) and not item.is_common and letters(words) in letters(document.title or "")


def _affordable(plans: Sequence[Plan], room: int, tag: str) -> list[Plan]:
    """The tables that fit, the first ones first, cut to fewer rows where that makes them fit."""
    kept: list[Plan] = []
    for plan in plans:
        fitting = next((cut for cut in plan.cuts() if plan_size(cut, tag) <= room), None)
        if fitting is not None:
            kept.append(fitting)
            room -= plan_size(fitting, tag)
    return kept
