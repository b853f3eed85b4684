"""Bilingual digests of Chinese and English articles and transcripts, every figure traced to its sentence."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "run_corpus": "pipeline.workflows",
    "convert_text": "pipeline.conversion",
    "Language": "pipeline.datamodel.language",
    "Edition": "pipeline.datamodel.language",
    "PipelineError": "pipeline.errors",
}

__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
