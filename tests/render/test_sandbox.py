"""What a hostile or careless template may not do, and that each ends in one line."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline.compose.digest import compose
from pipeline.errors import ConfigError
from pipeline.render.environment import check_templates
from pipeline.render.pages import render
from tests.factories import EDITIONS
from tests.sample import sample_document, sample_facts

DOCUMENT = sample_document()
DIGEST = compose(DOCUMENT, sample_facts(DOCUMENT), [], EDITIONS)

ESCAPES = {
    "class": "{{ ''.__class__.__mro__ }}",
    "subclasses by filter": "{{ digest|attr('__class__') }}",
    "class by index": "{{ digest['__class__'] }}",
    "class by map": "{{ [digest]|map(attribute='__class__')|first }}",
    "globals of a method": "{{ document.quote.__globals__ }}",
    "globals of a macro": "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
    "loader by self": "{{ self._TemplateReference__context.environment.loader.searchpath }}",
    "format reaches in": "{{ '{0.__class__}'.format(digest) }}",
    "format_map reaches in": "{{ '{x.__class__}'.format_map({'x': digest}) }}",
    "file outside": "{% include '../../../../etc/passwd' %}",
    "absolute file": "{% include '/etc/passwd' %}",
    "changes a list": "{{ [1].append(2) }}",
    "changes the texts": "{{ digest.title.update({'en': 'x'}) }}",
    "unknown name": "{{ nothing }}",
    "unknown field": "{{ digest.nothing }}",
    "division by nothing": "{{ 1 / 0 }}",
    "wrong arguments": "{{ document.quote() }}",
}
ENDLESS = {
    "long range": "{% for i in range(10**8) %}{% endfor %}",
    "nested ranges": "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "nested texts": "{% for a in document.text %}{% for b in document.text %}{% for c in document.text %}{% endfor %}{% endfor %}{% endfor %}",
    "filtered rounds": "{% for i in range(99999) %}{% for j in range(99999) if false %}{% endfor %}{% endfor %}",
    "macro calls itself": "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "macros with an end": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "recursive loop": "{% for i in [1, 2] recursive %}{{ loop([1, 2]) }}{% endfor %}",
    "includes itself": "{% include 'digest.own.md.j2' %}",
    "product of texts": "{{ 'x' * 10**9 }}",
    "product of lists": "{{ [0] * 10**9 }}",
    "power": "{{ 9 ** 999999999 }}",
    "squares": "{% set n = namespace(x=9) %}{% for i in range(60) %}{% set n.x = n.x * n.x %}{% endfor %}",
    "doubled by joining": "{% set n = namespace(x='xxxx') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "doubled by adding": "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "doubled by block": "{% set n = namespace(x='xxxx') %}{% for i in range(60) %}{% set n.x %}{{ n.x }}{{ n.x }}{% endset %}{% endfor %}",
    "doubled by filter": "{% set n = namespace(x='xxxx') %}{% for i in range(60) %}{% set n.x = [n.x, n.x]|join %}{% endfor %}",
    "wide text": "{{ 'x'|center(10**9) }}",
    "wide by method": "{{ 'x'.ljust(10**9) }}",
    "wide field": "{{ '%1000000000d'|format(1) }}",
    "wide field by operator": "{{ '%1000000000d' % 1 }}",
    "width handed in": "{{ '%*d' % (10**9, 1) }}",
    "many columns": "{{ [1]|slice(10**9)|list }}",
    "deep margin": "{{ 'x\ny'|indent(10**9) }}",
    "replaced by much": "{% set x = 'x' * 900 %}{% set y = x|replace('x', x) %}{{ y|replace('x', y) }}",
    "replaced by a table": "{% set x = 'x' * 900 %}{{ x.translate({120: x * 900}) }}",
    "fields filled with much": "{% set x = 'x' * 900 %}{{ ('%(a)s' * 900) % {'a': x * 900} }}",
    "a list of much": "{% set x = ('x' * 900) * 900 %}{{ ([x] * 900)|string }}",
    "much joined one by one": "{% set x = ('x' * 900) * 900 %}{{ (['y'] * 900)|map('replace', 'y', x)|join }}",
    "nested lists": "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x|string }}",
    "lorem ipsum": "{{ lipsum(n=10**6) }}",
    "much plain text": "{% macro m() %}" + "x" * 100_000 + "{% endmacro %}{% for i in range(9999) %}{% set x = m() %}{% endfor %}",
    "longer than a template": "x" * 300_000,
}


def written(folder: Path, text: str) -> dict[str, str]:
    """The pages with the user's template `digest.own.md.j2`."""
    (folder / "digest.own.md.j2").write_text(text, encoding="utf-8")
    check_templates(folder)
    return render(DIGEST, folder)


@pytest.mark.parametrize("text", ESCAPES.values(), ids=ESCAPES)
def test_there_is_no_way_out(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"digest\.own\.md\.j2|own") as error:
        written(tmp_path, text)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_everything_ends(text: str, tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(ConfigError) as error:
        written(tmp_path, text)
    assert "\n" not in str(error.value)
    assert time.monotonic() - began < 5


def test_what_is_bounded_works_within_its_bounds(tmp_path: Path) -> None:
    text = """{% macro m(n) %}{% if n %}{{ n }} {{ m(n - 1) }}{% endif %}{% endmacro %}
{% for i in range(3) %}{{ loop.index }}/{{ loop.length }} {% endfor %}
{{ m(3) }}
{{ "a" * 3 ~ "b" }} {{ "%05.1f"|format(2.25) }} {{ "x"|center(5) }} {{ 405000000000 + 1 }} {{ 405000000000|grouped }} {{ document.sentence(1).n }}
{% set kept %}{{ "c" }}{% endset %}{{ kept }}
"""
    page = written(tmp_path, text)["digest.own.md"]
    assert page.split() == ["1/3", "2/3", "3/3", "3", "2", "1", "aaab", "002.2", "x", "405000000001", "405,000,000,000", "1", "c"]


def test_the_usual_pages_are_the_same_in_the_sandbox(tmp_path: Path) -> None:
    assert render(DIGEST, tmp_path) == render(DIGEST)
