"""What the editor asked for: `newsletter.toml`, with the settings that it shares with a run, as a `Plan`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from email.utils import getaddresses
from itertools import chain
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pipeline.config import CONFIG_NAME, Editions, GlossaryEntry, Settings, explain, load_glossary, load_settings, read_toml
from pipeline.datamodel.issue import Plan, Topic
from pipeline.datamodel.language import ALL_EDITIONS, Edition
from pipeline.errors import ConfigError
from pipeline.text.convert import Converter

NEWSLETTER_NAME = "newsletter.toml"
PREFERRED = (Edition.ZH_HANT_TW, Edition.ZH_HANT_HK, Edition.ZH_HANS)  # the Chinese of a bilingual issue: the first of them that digests have
TITLE = {
    Edition.ZH_HANS: "一周要闻",
    Edition.ZH_HANT_TW: "一週要聞",
    Edition.ZH_HANT_HK: "一週要聞",
    Edition.EN: "The Week in Brief",
}
_MAIL = re.compile(r"[^\s<>,;:@]+@[^\s<>,;:@.]+(?:\.[^\s<>,;:@.]+)+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _one_line(value: str) -> str:
    if not value.strip() or _CONTROL.search(value):
        raise ValueError("write it on one line")
    return value.strip()


def _mail_addresses(value: str) -> str:
    """One or several with commas between."""
    found = [address for _, address in getaddresses([_one_line(value)])]
    if not found or not all(_MAIL.fullmatch(address) for address in found):
        raise ValueError(f"{value!r} is no mail address; write editor@example.org or Name <editor@example.org>")
    return value.strip()


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(_one_line(value))
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address:
        raise ValueError(f"{value!r} is no web address; write https://example.org/newsletter")
    return value.strip()


def _way_out(value: str) -> str:
    return _one_line(value) if value.startswith("mailto:") and _MAIL.fullmatch(value[7:].partition("?")[0]) else _web_address(value)


def _in_every_edition(value: object) -> object:
    return dict.fromkeys(ALL_EDITIONS, value) if isinstance(value, str) else value


Line = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]
Words = Annotated[dict[Edition, Line], BeforeValidator(_in_every_edition), Field(min_length=1)]
MailAddresses = Annotated[str, AfterValidator(_mail_addresses)]


class TopicTable(BaseModel):
    """A `[[topic]]` of `newsletter.toml`: a section and what belongs in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Words
    terms: Annotated[tuple[Line, ...], Field(min_length=1)]


class NewsletterFile(BaseModel):
    """`newsletter.toml`. Titles are written by edition, or once for all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Words | None = None
    edition: Editions | None = None
    topic: tuple[TopicTable, ...] = ()
    interests: tuple[Line, ...] = ()
    stories: int = Field(default=8, ge=1, le=50)
    points: int = Field(default=6, ge=1, le=30)
    sender: MailAddresses | None = None
    recipient: MailAddresses | None = None
    unsubscribe: Annotated[str, AfterValidator(_way_out)] | None = None
    site: Annotated[str, AfterValidator(_web_address)] | None = None


def load_newsletter(
    flags: Mapping[str, Any], config: Path | None = None, environment: Mapping[str, str] | None = None
) -> tuple[Settings, NewsletterFile]:
    """The settings of all commands and the newsletter's own. flags: those that were given, by name.

    config: `pipeline.toml` or `newsletter.toml`, whatever it is called; the other is looked up beside it. Without it both are looked up in the
    working directory. Raises ConfigError, naming the flag, variable or key that is wrong.
    """
    common, own = _files(config)
    return load_settings(flags, common, environment), _read(own)


def make_plan(file: NewsletterFile, settings: Settings, before: Sequence[Edition] = ()) -> Plan:
    """The plan of an issue. before: the editions in which it was made before, if it is made again. Raises ConfigError for a wrong glossary."""
    editions = tuple(dict.fromkeys(settings.edition or before or file.edition or _usual(settings.languages)))
    glossary = load_glossary(settings.glossary)
    return Plan(
        title=_localized(file.title or TITLE, editions),
        editions=editions,
        topics=tuple(Topic(title=_localized(topic.title, editions), terms=_spelled(topic.terms, glossary)) for topic in file.topic),
        interests=_spelled(file.interests, glossary),
        stories=file.stories,
        points=file.points,
        sender=file.sender,
        recipient=file.recipient,
        unsubscribe=file.unsubscribe,
        site=file.site,
    )


def _files(config: Path | None) -> tuple[Path | None, Path | None]:
    """Where the settings of all commands stand, and where the newsletter's own."""
    if config is None:
        return None, _there(Path(NEWSLETTER_NAME))
    if config.name == NEWSLETTER_NAME or (NewsletterFile.model_fields.keys() - Settings.model_fields.keys()) & read_toml(config).keys():
        return _there(config.with_name(CONFIG_NAME)), config
    return config, _there(config.with_name(NEWSLETTER_NAME)) or _there(Path(NEWSLETTER_NAME))


def _there(path: Path) -> Path | None:
    return path if path.is_file() else None


def _read(path: Path | None) -> NewsletterFile:
    if path is None:
        return NewsletterFile()
    try:
        return NewsletterFile.model_validate(read_toml(path))
    except ValidationError as error:
        raise ConfigError(explain(error, {"": str(path)})) from error


def _usual(languages: Iterable[Edition]) -> tuple[Edition, ...]:
    """The editions of an issue where none are named: the digests' Chinese, Taiwan's before others, and English."""
    written = set(languages)
    chinese = [edition for edition in PREFERRED if edition in written][:1]
    return (*chinese, *({Edition.EN} & written))


def _localized(words: Mapping[Edition, str], editions: Iterable[Edition]) -> dict[str, str]:
    """A title in each edition: as written; Chinese also from the other script; else as written in another language."""
    made: dict[str, str] = {}
    for edition in editions:
        written = [words[other] for other in (edition, *PREFERRED) if other in words and (other is edition or edition.is_chinese)]
        if edition in words or not written:
            made[edition] = words.get(edition) or next(iter(words.values()))
        else:
            made[edition] = Converter(edition).convert(written[0])
    return made


def _spelled(terms: Iterable[str], glossary: Iterable[GlossaryEntry]) -> tuple[str, ...]:
    """Terms, and all that the user's own glossary calls them; what the built-in one does is known to those who look for them."""
    known = [(entry.id, *entry.names.values(), *entry.aliases) for entry in glossary]
    spelled = [(term, *(name for names in known if term.casefold() in map(str.casefold, names) for name in names)) for term in terms]
    return tuple(dict.fromkeys(chain.from_iterable(spelled)))
