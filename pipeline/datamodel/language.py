"""`Language`: what a text is. `Edition`: what is written. `Localized`: a text in several of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Language(StrEnum):
    """The language and script of a text, as a BCP 47 tag; UND where it cannot be told or has no member.

    Chinese and English are processed; a text in another language is kept and reported.
    """

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"
    JA = "ja"
    KO = "ko"
    AR = "ar"
    CS = "cs"
    DA = "da"
    DE = "de"
    EL = "el"
    ES = "es"
    FI = "fi"
    FR = "fr"
    HE = "he"
    HI = "hi"
    HU = "hu"
    ID = "id"
    IT = "it"
    NL = "nl"
    NO = "no"
    PL = "pl"
    PT = "pt"
    RO = "ro"
    RU = "ru"
    SV = "sv"
    TH = "th"
    TR = "tr"
    UK = "uk"
    VI = "vi"
    UND = "und"

    @property
    def is_chinese(self) -> bool:
        """True for both Chinese scripts."""
        return self in _CHINESE

    @property
    def is_processed(self) -> bool:
        """True for the languages that the pipeline extracts facts from."""
        return self.is_chinese or self is Language.EN


_CHINESE = frozenset({Language.ZH_HANS, Language.ZH_HANT})


class Edition(StrEnum):
    """What is written: a language, a script and, for Traditional Chinese, a region's vocabulary."""

    ZH_HANS = "zh-Hans"
    ZH_HANT_TW = "zh-Hant-TW"
    ZH_HANT_HK = "zh-Hant-HK"
    EN = "en"

    @property
    def language(self) -> Language:
        """The language of the edition, without its region."""
        return _LANGUAGES[self]

    @property
    def is_chinese(self) -> bool:
        """True for every Chinese edition."""
        return self in _CHINESE_EDITIONS


_LANGUAGES = {
    Edition.ZH_HANS: Language.ZH_HANS,
    Edition.ZH_HANT_TW: Language.ZH_HANT,
    Edition.ZH_HANT_HK: Language.ZH_HANT,
    Edition.EN: Language.EN,
}

_CHINESE_EDITIONS = frozenset(edition for edition, language in _LANGUAGES.items() if language.is_chinese)

ALL_EDITIONS = tuple(Edition)

Localized = Mapping[str, str]
"""A text by tag: an edition's (`zh-Hant-TW`) or a source language's (`zh-Hant`)."""
