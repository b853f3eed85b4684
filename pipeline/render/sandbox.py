"""The sandbox of a user's own templates: no way out of what they are handed, and an end to every loop, call and text.

Every round of a loop and every call costs a step, and what is written costs its length; a page that spends more than its allowance, or
takes too long, ends in a SecurityError. No single operation may make a text or a list much longer than what it is made from.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from types import BuiltinFunctionType, MappingProxyType
from typing import Any

from jinja2 import Template, TemplateError, TemplateRuntimeError, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

MAX_STEPS = 400_000  # rounds of loops and calls in a page; a long document's largest page takes some 30,000
MAX_OUTPUT = 16_000_000  # characters written in a page, macros and blocks included
MAX_TEXT = 4_000_000  # characters of a text, with what a list holds
ITEM = 16  # what an item of a list counts for
MAX_WORK = 20_000_000  # product of the sizes that one call is given
MAX_SECONDS = 20.0
MAX_SOURCE = 200_000  # characters of a template
GROWING = frozenset({"*", "**", "+", "%"})
WIDE = re.compile(r"%[^a-zA-Z%]*(?:\*|\d{4})")  # a printf field of a thousand characters and more, or of a width to be given
MAX_COUNT = 1000  # that an operation on texts and lists may be told: a width, a number of columns
MAX_BITS = 4096
NUMBER = (int, float)
MADE_OF = (str, bytes, list, tuple, dict, *NUMBER)


@dataclass(slots=True)
class Allowance:
    """What the page in hand may still spend."""

    steps: int = MAX_STEPS
    output: int = MAX_OUTPUT
    until: float = field(default_factory=lambda: time.monotonic() + MAX_SECONDS)

    def spend(self, written: int = 0) -> None:
        """Take a step that writes so many characters. Raises SecurityError when the allowance is spent."""
        self.steps -= 1
        self.output -= written
        if self.steps < 0:
            raise SecurityError(f"more than {MAX_STEPS:,} rounds of loops and calls")
        if self.output < 0:
            raise SecurityError(f"more than {MAX_OUTPUT:,} characters written")
        if self.steps % 256 == 0 and time.monotonic() > self.until:
            raise SecurityError(f"longer than {MAX_SECONDS:.0f} seconds at one page")


_allowance: ContextVar[Allowance] = ContextVar("allowance")


def render_bounded(template: Template, values: Mapping[str, object]) -> str:
    """The page of a template within a fresh allowance. Raises TemplateError where it wants more, reaches too far or is otherwise wrong."""
    token = _allowance.set(Allowance())
    try:
        return template.render(values)
    except TemplateError:
        raise
    except (RecursionError, MemoryError, OverflowError) as error:
        raise SecurityError(f"it calls or includes itself, or asks for too much ({type(error).__name__})") from error
    except Exception as error:
        raise TemplateRuntimeError(f"{type(error).__name__}: {error}") from error
    finally:
        _allowance.reset(token)


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment whose templates are held to the allowance."""

    intercepted_binops = GROWING

    def seal(self) -> None:
        """Guard every filter that is registered; call it when all are."""
        self.globals.pop("lipsum", None)
        self.filters.update({name: _guarded(one) for name, one in self.filters.items()})
        self.filters |= {"_rounds": _rounds, "_charged": _charged, "_fitting": _fitting}

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Formatting by a text's own fields is not for templates: the fields can be as wide as the text says."""
        if super().wrap_str_format(value) is not None:
            raise SecurityError("texts are not formatted by their own fields here; use the filter format")
        return None

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A call of a method, macro or function."""
        _allowance.get().spend()
        owner = getattr(obj, "__self__", None)
        if getattr(obj, "__name__", "") == "translate":
            raise SecurityError("translate makes texts of any length; use the filter replace")
        if isinstance(owner, MADE_OF):
            _check_sizes(owner, [*args, *kwargs.values()])
        return _fitting(super().call(context, obj, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """An operation that can make much of little."""
        if operator == "%" and isinstance(left, str):
            _check_fields(left)
            _check_sizes(left, [str(right)] if isinstance(right, NUMBER) else [right])
        elif operator == "**" and abs(right) > 64:
            raise SecurityError("a power of more than 64")
        elif operator == "*" and not (isinstance(left, NUMBER) and isinstance(right, NUMBER)):
            _check_sizes(left, [right]) if isinstance(right, NUMBER) else _check_sizes(right, [left])
        return _fitting(super().call_binop(context, operator, left, right))

    def _generate(self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False) -> str:
        """Compile a template in which every loop, macro and block counts."""
        return super()._generate(_metered(source), name, filename, defer_init)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > MAX_SOURCE:
            raise TemplateSyntaxError(f"longer than {MAX_SOURCE:,} characters", 1, name, filename)
        return super()._parse(source, name, filename)


def finalized(value: object, write: Callable[[object], object] = lambda value: value) -> object:
    """What an expression writes, charged to the allowance where a page is being rendered; constants are written while it is compiled."""
    written = write(value)
    allowance = _allowance.get(None)
    if allowance is not None:
        allowance.spend(len(written) if isinstance(written, str) else 0)
    return written


def _metered(template: nodes.Template) -> nodes.Template:
    for loop in list(template.find_all(nodes.For)):
        if loop.recursive:
            raise TemplateSyntaxError("recursive loops are not for own templates; write nested ones", loop.lineno)
        loop.iter = _filtered(loop.iter, "_rounds", _data_in(loop))
    _Sized().visit(template)
    for joined in list(template.find_all(nodes.Concat)):
        joined.nodes = [_filtered(nodes.Concat(joined.nodes, lineno=joined.lineno), "_fitting")]
    for block in list(template.find_all((nodes.Macro, nodes.CallBlock, nodes.AssignBlock, nodes.FilterBlock))):
        block.body = [_charge(block), *block.body]  # type: ignore[attr-defined]
    template.body = [*template.body, _charge(template)]
    if template.environment is not None:
        template.set_environment(template.environment)
    return template


class _Sized(NodeTransformer):
    """Lists, tuples and dictionaries are measured as they are made, so that none holds itself many times over."""

    def visit_made(self, node: nodes.Expr) -> nodes.Expr:
        """The node within the filter that measures it; what is assigned to is no value."""
        self.generic_visit(node)
        return node if getattr(node, "ctx", "load") != "load" else _filtered(node, "_fitting")

    visit_List = visit_Tuple = visit_Dict = visit_made  # noqa: N815


def _data_in(node: nodes.Node) -> int:
    """Characters of plain text in a part of a template."""
    return sum(len(data.data) for data in node.find_all(nodes.TemplateData))


def _filtered(node: nodes.Node, name: str, *values: int) -> nodes.Filter:
    return nodes.Filter(node, name, [nodes.Const(value) for value in values], [], None, None, lineno=node.lineno)


def _charge(node: nodes.Node) -> nodes.Output:
    return nodes.Output([_filtered(nodes.Const(_data_in(node), lineno=node.lineno), "_charged")], lineno=node.lineno)


def _rounds(items: Iterable[object], written: int) -> Iterator[object]:
    """The items of a loop, each for a step."""
    allowance = _allowance.get()
    for item in items:
        allowance.spend(written)
        yield item


def _charged(written: int) -> Markup:
    _allowance.get().spend(written)
    return Markup()


def _fitting(value: Any) -> Any:
    """The value. Raises SecurityError where it is too long."""
    if _size(value) > MAX_TEXT or (isinstance(value, int) and value.bit_length() > MAX_BITS):
        raise SecurityError(f"a text or list of more than {MAX_TEXT:,}, or a number as long")
    return value


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that is refused sizes out of which it could make too much."""
    is_built_in = function.__module__.startswith(("jinja2", "markupsafe")) or isinstance(function, BuiltinFunctionType | type)
    first = 1 if hasattr(function, "jinja_pass_arg") else 0

    @wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if allowance := _allowance.get(None):
            allowance.spend()
        if is_built_in:
            _check_sizes(args[first], [*args[first + 1 :], *kwargs.values()])
            if function.__name__ == "do_format":
                _check_fields(args[first])
        made = function(*args, **kwargs)
        return _measured(made) if isinstance(made, Iterator) else _fitting(made)

    return guarded


def _measured(items: Iterator[Any]) -> Iterator[Any]:
    """What a filter makes one by one, each charged with its size."""
    for item in items:
        if allowance := _allowance.get(None):
            allowance.spend(_size(item))
        yield item


def _check_sizes(value: Any, arguments: Iterable[Any]) -> None:
    """Raises SecurityError where an operation on the value with these arguments could make something huge."""
    work = _size(value)
    for argument in arguments:
        if isinstance(argument, int) and abs(argument) > MAX_COUNT:
            raise SecurityError(f"an operation that is told {argument}; at most {MAX_COUNT:,}")
        work *= max(1, _size(argument))
    if work > MAX_WORK or _size(value) > MAX_TEXT:
        raise SecurityError("an operation that makes too much of too little")


def _check_fields(text: object) -> None:
    if WIDE.search(str(text)):
        raise SecurityError("a field of a thousand characters and more")


def _size(value: Any) -> int:
    """The characters and items of what is built in, also of what it holds, counted up to the bound; 1 for all else."""
    if isinstance(value, str | bytes | range):
        return max(1, len(value))
    size, left = 1, [value]
    while left and size <= MAX_TEXT:
        one = left.pop()
        if isinstance(one, dict | MappingProxyType):
            left += one.values()
            size += ITEM * len(one)
        elif isinstance(one, list | tuple):
            left += one
            size += ITEM * len(one)
        elif isinstance(one, str | bytes | range):
            size += len(one)
    return size
