"""What no conversion may touch."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.datamodel.document import Span
from pipeline.text.protect import merged, protected_spans


@pytest.mark.parametrize(
    ("text", "protected"),
    [
        ("前`变量 = 数组[0]`后", ["`变量 = 数组[0]`"]),
        ("用``a`变量`b``写", ["``a`变量`b``"]),
        ("前\n```python\nprint('数据')\n```\n后", ["```python\nprint('数据')\n```"]),
        ("前\n~~~\n数据\n~~~\n后", ["~~~\n数据\n~~~"]),
        ("前\n```\n数据没有关闭", ["```\n数据没有关闭"]),
        ("见[软件](https://a.cn/软件.html)和![图](图/数据.png)", ["https://a.cn/软件.html", "图/数据.png"]),
        ("[脚注]: https://a.cn/数据", ["[脚注]: https://a.cn/数据"]),
        ("打开https://x.cn/软件?q=发布。", ["https://x.cn/软件?q=发布"]),
        ("写信到 lina@数据.cn 或 @用户名 ", ["lina@数据.cn", "@用户名"]),
        ("变量 数据_总数 和 *强调*", ["数据_总数"]),
        ("这是 _强调_ 的", []),
        ('<a href="数据.html" title="软件">数据</a>', ['<a href="数据.html" title="软件">', "</a>"]),
        ("<code>数据</code>与<!-- 软件 -->", ["<code>数据</code>", "<!-- 软件 -->"]),
        ("保留-{后台}-不变", ["-{后台}-"]),
        ("你好 ${用户} 和 {{ 数据 }}", ["${用户}", "{{ 数据 }}"]),
        ("在 ./数据/文件.txt 和 /用户/文档 里；和/或", ["./数据/文件.txt", "/用户/文档"]),
        ("价格 $0.15，每百万输出标记 $0.60", []),
        ("---\n标题: 软件\ntags: [数据]\n---\n标题: 正文", ["标题:", "tags:"]),
    ],
)
def test_protected_spans(text: str, protected: list[str]) -> None:
    assert [span.of(text) for span in protected_spans(text)] == protected


def test_protected_terms_are_protected_longest_first() -> None:
    text = "数据宝和数据"
    assert [span.of(text) for span in protected_spans(text, ["数据", "数据宝"])] == ["数据宝", "数据"]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))))
def test_merged_spans_are_apart_and_cover_the_same(spans: list[Span]) -> None:
    joined = merged(spans)
    assert all(a.end < b.start for a, b in pairwise(joined))
    assert {at for s in joined for at in range(s.start, s.end)} == {at for s in spans for at in range(s.start, s.end)}
