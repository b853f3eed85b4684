"""A digest as pages: Markdown for each edition, bilingual Markdown, one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pipeline.datamodel.digest import Digest
from pipeline.datamodel.language import Edition
from pipeline.render.environment import html_environment, markdown_environment, page_environment, rendered
from pipeline.render.extras import Extra, extra_templates
from pipeline.render.inline import Inline, script, style
from pipeline.render.parity import check_pages
from pipeline.render.source import source_rows


def render(digest: Digest, templates: Path | None = None, extras: Sequence[str] = ()) -> dict[str, str]:
    """The pages by file name: `digest.EDITION.md`, `digest.bilingual.md` where there is a Chinese and an English edition, `digest.html`,
    then those of the extra templates.

    templates: the user's folder, looked up before the packaged one. extras: names of packaged extra templates (`wechat`).
    Raises ConfigError where a template is wrong or makes editions that differ. The same digest gives the same bytes.
    """
    pages = {f"digest.{edition}.md": _markdown(digest, "digest.md.j2", templates, tag=str(edition)) for edition in digest.editions}
    if digest.chinese is not None:
        pages["digest.bilingual.md"] = _markdown(digest, "bilingual.md.j2", templates, tag=str(digest.chinese), other=str(Edition.EN))
    pages["digest.html"] = _html(digest, templates)
    for extra in extra_templates(templates, extras):
        pages |= _extra(digest, extra, templates)
    check_pages(pages, digest.editions)
    return pages


def _markdown(digest: Digest, template: str, templates: Path | None, **values: str) -> str:
    return rendered(markdown_environment(templates), template, digest=digest, document=digest.document, **values)


def _extra(digest: Digest, extra: Extra, templates: Path | None) -> dict[str, str]:
    """The pages of an extra template: one, or one an edition; one that comes out empty is not written."""
    environment = page_environment(extra.page(None), templates)
    tags = [str(edition) for edition in digest.editions]
    wanted: list[str | None] = [*tags] if extra.by_edition else [None]
    pages = {
        extra.page(tag): rendered(environment, extra.template, digest=digest, document=digest.document, tags=tags, tag=tag or tags[0])
        for tag in wanted
    }
    return {name: f"{text.strip()}\n" for name, text in pages.items() if text.strip()}


def _html(digest: Digest, templates: Path | None) -> str:
    tags = [str(edition) for edition in digest.editions]
    own_style, own_script = _inline(templates, tuple(tags), digest.chinese)
    return rendered(
        html_environment(templates),
        "digest.html.j2",
        digest=digest,
        document=digest.document,
        tags=tags,
        view=tags[0],
        rows=source_rows(digest.document, digest.notes),
        style=own_style.text,
        script=own_script.text,
        style_hash=own_style.hash,
        script_hash=own_script.hash,
    )


@cache
def _inline(templates: Path | None, tags: tuple[str, ...], chinese: Edition | None) -> tuple[Inline, Inline]:
    """The style and the script of pages in these editions."""
    environment = html_environment(templates)
    return style(environment, "page.css.j2", tags=tags, chinese=chinese), script(environment, "reader.js", "page.js")
