"""A small valid file of every format that is read, in our own words; the mutations start from these."""

from __future__ import annotations

import io
import json
import zipfile

HANS = "极点公司在2024年7月18日发布了新模型。它在测试中的得分为82.0%，每百万输入token的价格为15美分。用户可以从今天起使用它。"
HANT = "極點公司在2024年7月18日發佈了新模型。它在測試中的得分為82.0%，價格下調了一半。使用者可以從今天起使用它。"
EN = "Acme released a new model on July 18, 2024. It scored 82.0% on the test and costs 15 cents per million input tokens. It’s out today."

MARKDOWN = f"""---
title: 小模型
date: 2024-07-18
---
# 小模型

{HANS}

- 第一点：**更便宜**，见[公告](https://example.org/a)。
- 第二点：`code` 与 ![图](a.png)

> 引用：{HANS}

| 模型 | 得分 |
|---|---|
| 甲 | 82.0% |

```python
print(1)
```

脚注[^1]。

[^1]: {HANS}
"""
HTML = f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>小模型</title>
<meta property="article:published_time" content="2024-07-18T10:00:00+08:00">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "小模型", "datePublished": "2024-07-18"}}</script></head>
<body><nav><a href="/">首页</a></nav><article><h1>小模型</h1><p>{HANS}</p><p>{HANS * 2}</p><ul><li>更便宜</li></ul>
<table><tr><th>模型</th><th>得分</th></tr><tr><td>甲</td><td>82.0%</td></tr></table></article><footer>版权所有</footer></body></html>"""
LINES = ["大家好", "今天我们发布新模型", "它的得分是82分", "价格下调了一半", "谢谢大家"]


def _clock(second: int, point: str) -> str:
    return f"00:00:{second:02}{point}000"


SRT = "\n".join(f"{n}\n{_clock(n, ',')} --> {_clock(n + 1, ',')}\n{line}\n" for n, line in enumerate(LINES, 1))
VTT = "WEBVTT\nKind: captions\nLanguage: zh\n\n" + "\n".join(
    f"{_clock(n, '.')} --> {_clock(n + 1, '.')} align:start\n<v 甲>{line}<00:00:01.500><c>。</c>\n" for n, line in enumerate(LINES, 1)
)
ASS = "[Script Info]\nScriptType: v4.00+\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n" + "".join(
    f"Dialogue: 0,0:00:{n:02}.00,0:00:{n + 1:02}.00,Default,,0,0,0,,{{\\i1}}{line}\\N好\n" for n, line in enumerate(LINES, 1)
)
JSON3 = json.dumps(
    {"wireMagic": "pb3", "events": [{"tStartMs": n * 1000, "dDurationMs": 900, "segs": [{"utf8": line}]} for n, line in enumerate(LINES)]}
)
WHISPER = json.dumps(
    {"text": "".join(LINES), "language": "zh", "segments": [{"id": n, "start": n, "end": n + 0.9, "text": line} for n, line in enumerate(LINES)]}
)
INFO = json.dumps(
    {
        "id": "x",
        "title": "演讲",
        "channel": "实验室",
        "upload_date": "20240718",
        "webpage_url": "https://example.org/v",
        "formats": [],
        "subtitles": {"zh": [{"ext": "vtt", "data": VTT}]},
    }
)
TIMEDTEXT = (
    '<?xml version="1.0" encoding="utf-8"?><transcript>'
    + "".join(f'<text start="{n}" dur="1">{line}</text>' for n, line in enumerate(LINES))
    + "</transcript>"
)
SRV3 = (
    '<?xml version="1.0"?><timedtext format="3"><body>'
    + "".join(f'<p t="{n}000" d="900"><s>{line}</s></p>' for n, line in enumerate(LINES))
    + "</body></timedtext>"
)
TTML = (
    '<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="zh"><body><div>'
    + "".join(f'<p begin="{_clock(n, ".")}" end="{_clock(n + 1, ".")}">{line}<br/>好</p>' for n, line in enumerate(LINES))
    + "</div></body></tt>"
)
AKOMA = f"""<?xml version="1.0" encoding="UTF-8"?><akomaNtoso><debate><meta><references><TLCPerson id="甲" showAs="甲"/></references></meta>
<preface><docTitle>會議</docTitle></preface><debateBody><debateSection><heading>會議</heading>
<speech by="#甲"><p>{HANT}</p></speech><narrative><p><i>休息</i></p></narrative></debateSection></debateBody></debate></akomaNtoso>"""
RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>新闻</title><link>https://example.org</link><item><title>小模型</title>
<link>https://example.org/a</link><pubDate>Thu, 18 Jul 2024 10:00:00 GMT</pubDate>
<description><![CDATA[<p>{HANS * 4}</p>]]></description></item></channel></rss>"""
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>新闻</title><id>a</id><updated>2024-07-18T10:00:00Z</updated><entry>
<id>b</id><title>小模型</title><updated>2024-07-18T10:00:00Z</updated><content type="html">&lt;p&gt;{HANS * 4}&lt;/p&gt;</content></entry></feed>"""
JSON_FEED = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "新闻", "items": [{"id": "a", "content_html": f"<p>{HANS * 4}</p>"}]})
OPML = '<opml version="2.0"><body><outline text="a"><outline type="rss" xmlUrl="https://example.org/feed"/></outline></body></opml>'
SITEMAP = "<urlset><url><loc>https://example.org/a</loc></url></urlset>"
ADDRESSES = "https://example.org/a\nhttps://example.org/b\n"
MAIL = f"""From: A <a@example.org>
To: b@example.org
Subject: =?utf-8?b?5bCP5qih5Z6L?=
Date: Thu, 18 Jul 2024 10:00:00 +0800
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="x"

--x
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

{HANS}

> 引用

--x
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

<html><body><p>{HANS}</p></body></html>

--x--
"""
CHAT = "\n".join(f"[2024-07-18 10:0{n}] 张三: {line}" for n, line in enumerate(LINES))
SHOW = f"主持人：{HANS}\n\n嘉宾：{HANS}\n\nHost (00:12): {EN}\n"


def _zip(parts: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 7, 18, 0, 0, 0)), text)
    return data.getvalue()


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOCX = _zip(
    {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>小模型</w:t></w:r>'
        f"</w:p><w:p><w:r><w:t>{HANS}</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>",
    }
)
EPUB = _zip(
    {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        "content.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>小模型</dc:title>'
        '<dc:language>zh</dc:language></metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>',
        "a.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>一</title></head><body><h1>一</h1><p>{HANS}</p></body></html>',
    }
)


def _pdf(text: str) -> bytes:
    page = b"BT /F1 12 Tf 72 720 Td 14 TL " + b" ".join(f"({line}) Tj T*".encode("ascii") for line in text.split("\n")) + b" ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (table, len(data))


PDF = _pdf("A small model\n" + EN.replace("’", "'").replace(". ", ".\n"))

SEEDS: dict[str, bytes] = {
    "hans.txt": HANS.encode(),
    "hant.txt": HANT.encode("big5"),
    "gbk.txt": (HANS + "\n\n" + HANS).encode("gb18030"),
    "wide.txt": HANS.encode("utf-16"),
    "en.txt": EN.encode("cp1252"),
    "chat.txt": CHAT.encode(),
    "show.txt": SHOW.encode(),
    "addresses.txt": ADDRESSES.encode(),
    "a.md": MARKDOWN.encode(),
    "a.html": HTML.encode(),
    "gbk.html": HTML.replace("utf-8", "gbk").encode("gbk"),
    "a.srt": SRT.encode(),
    "a.vtt": VTT.encode(),
    "a.ass": ASS.encode(),
    "a.json3": JSON3.encode(),
    "whisper.json": WHISPER.encode(),
    "a.info.json": INFO.encode(),
    "timedtext.xml": TIMEDTEXT.encode(),
    "a.srv3": SRV3.encode(),
    "a.ttml": TTML.encode(),
    "an.xml": AKOMA.encode(),
    "rss.xml": RSS.encode(),
    "atom.xml": ATOM.encode(),
    "feed.json": JSON_FEED.encode(),
    "a.opml": OPML.encode(),
    "sitemap.xml": SITEMAP.encode(),
    "a.eml": MAIL.encode(),
    "a.docx": DOCX,
    "a.epub": EPUB,
    "a.pdf": PDF,
}
