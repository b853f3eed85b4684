"""An issue of a newsletter made by hand: six documents of our own words with every status, a conflict, tables and a follow-up.

Sources: A a transcript in Simplified Chinese, B an article in Traditional Chinese, C one in English, D undated, E the same text as A, F made from C.
The models, the companies and all they say are invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from pipeline.datamodel.digest import Cell, Note, Piece, Point, Table
from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Aspect, Bound, Claim, Entity, Evidence, Fact, Phrase
from pipeline.datamodel.issue import (
    Conflict,
    EarlierIssue,
    Issue,
    Merged,
    Numbers,
    Period,
    Printed,
    Reported,
    Status,
    Story,
    StoryPoint,
    Topic,
    Voice,
)
from pipeline.datamodel.language import Edition, Language, Localized
from tests.factories import EDITIONS, claim, document, entity, evidence, phrase, value

HOSTILE = (
    '](javascript:alert(1)) <script>alert("x")</script> <img src=x onerror=alert(1)> [^1] | `a` **b** {{ 7*7 }} &lt; '
    "\n# x\n[^9]: y\n<!-- provenance -->"
)
HOSTILE_ADDRESS = 'javascript:alert(1)//"><script>alert(1)</script>'

TEXTS = {
    "A": """各位好，这期说说北光的小模型
北光实验室周二发布了Lyra 2 mini
一百万个输入token收15美分，一百万个输出token收60美分
上下文窗口给到128K token
MMLU这项测试拿了82.0%
它用的是改进过的分词器
算下来比上一代Lyra 1便宜六成以上
语音功能他们说要等到八月
""",
    "B": """北光實驗室在七月二十三日推出小型模型 Lyra 2 mini。
輸入每百萬 token 定價 0.15 美元，輸出 0.60 美元。
可讀的上下文長達 128K token。
分詞器與上一代 Lyra 1 相同。
松丘的 Pine Large 有 1,230 億個參數，授權只限研究用途。
松丘把 Pine Large 的輸入價格由每百萬 token 3 美元調到 2 美元。
""",
    "C": """Northlight put Lyra 2 mini on sale on July 23.
Input costs $0.15 per million tokens and output $0.60.
On MMLU the small model reaches 82%.
Pinehill says Pine Large, at 123 billion parameters, gets 84.0% on the same test.
Its licence covers research only.
Voice comes to Lyra 2 mini in August.
Mara Quist of Pinehill put it this way: “Cheap tokens are not cheap answers.”
""",
    "D": """Pine Large is now $2 per million input tokens.
The 123B model runs on one server with eight cards.
""",
    "F": """北光在7月23日开售Lyra 2 mini。
输入每百万token收0.15美元，输出收0.60美元。
""",
}
PERIOD = Period(id="2024-W30", since=date(2024, 7, 22), until=date(2024, 7, 28))

LYRA, PINE = entity("lyra-2-mini", "Lyra 2 mini"), entity("pine-large", "Pine Large")
LYRA_1 = entity("lyra-1", "Lyra 1")
NORTHLIGHT = entity("northlight", "北光实验室", "Northlight", "北光實驗室", "organization")
PINEHILL = entity("pinehill", "松丘", "Pinehill", "松丘", "organization")
QUIST = entity("mara-quist", "玛拉·奎斯特", "Mara Quist", "瑪拉·奎斯特", "person")
INPUT = entity("input_price", "输入价格", "Input price", "輸入價格", "metric")
OUTPUT = entity("output_price", "输出价格", "Output price", "輸出價格", "metric")
WINDOW = entity("context_window", "上下文窗口", "Context window", "上下文視窗", "metric")
PARAMETERS = entity("parameters", "参数", "Parameters", "參數", "metric")
MMLU = entity("mmlu", "MMLU", kind="benchmark")
CHEAPER = entity("cheaper", "便宜", "cheaper", "便宜", "metric")
MODELS = Topic(title={"zh-Hans": "模型", "zh-Hant-TW": "模型", "en": "Models"}, terms=("model",))


def in_all(zh: str, hant: str, en: str) -> Localized:
    """A text in every edition; Hong Kong reads Taiwan's."""
    return {"zh-Hans": zh, "zh-Hant-TW": hant, "zh-Hant-HK": hant, "en": en}


class Price(NamedTuple):
    """A price of Lyra 2 mini: of what, in cents, with the words for it and the quotes that bear it."""

    of: Entity
    cents: int
    zh: str
    hant: str
    en: str
    quotes: Mapping[str, str]


MILLION = "1000000 token"
PRICES = (
    Price(
        INPUT,
        15,
        "输入",
        "輸入",
        "[15 cents] per million input tokens",
        {
            "A": "一百万个输入token收15美分",
            "B": "輸入每百萬 token 定價 0.15 美元",
            "C": "Input costs $0.15 per million tokens",
            "F": "输入每百万token收0.15美元",
        },
    ),
    Price(
        OUTPUT,
        60,
        "输出",
        "輸出",
        "[60 cents] per million output tokens",
        {"A": "一百万个输出token收60美分", "B": "輸出 0.60 美元", "C": "output $0.60", "F": "输出收0.60美元"},
    ),
)
CHEAP = in_all("北光的小模型卖 15 美分", "北光的小模型賣 15 美分", "Northlight’s small model costs 15 cents")
BOTH = in_all("小模型上市，大模型降价", "小模型上市，大模型降價", "A small model arrives, a large one gets cheaper")
CLAIMS = in_all("小模型与大话", "小模型與大話", "Small models, large claims")
VOICES = {
    "A": ("2024-07-23", "https://www.youtube.com/watch?v=sample", "北光的小模型", CHEAP),
    "B": ("2024-07-24", "https://news.example/lyra", "小模型與大模型", BOTH),
    "C": ("2024-07-25", "https://blog.example/small-models?a=1&b=2", "Small models, large claims", CLAIMS),
    "D": (None, None, None, in_all("Pine Large 只卖 2 美元", "Pine Large 只賣 2 美元", "Pine Large for $2")),
    "E": ("2024-07-26", None, "北光的小模型（转载）", CHEAP),
    "F": ("2024-07-26", None, None, CLAIMS),
}


def sample_issue(editions: Sequence[Edition] = EDITIONS) -> Issue:
    """The issue, to be written in `editions`; the first is the page's main one."""
    return _Maker().issue(tuple(editions))


def hostile_issue(editions: Sequence[Edition] = EDITIONS) -> Issue:
    """The same with markup, links and orders in every title, name, fact, quote and address that a source or an editor could have written."""
    issue = sample_issue(editions)
    texts = dict.fromkeys((*issue.title, "zh-Hant"), HOSTILE)
    phrases = {tag: Phrase(HOSTILE) for tag in texts}
    hostile = entity("evil", HOSTILE)

    def fact(of: Merged) -> Merged:
        told = replace(
            of.fact,
            claim=replace(of.fact.claim, subject=hostile, words=HOSTILE),
            texts=phrases,
            clauses=phrases,
            evidence=tuple(replace(one, quote=HOSTILE) for one in of.fact.evidence),
        )
        return replace(of, fact=told, was=texts if of.was else None)

    def point(of: StoryPoint) -> StoryPoint:
        pieces = tuple(replace(piece, phrases=phrases) for piece in of.point.pieces)
        return replace(of, point=Point(pieces=pieces), was=texts if of.was else None)

    def story(of: Story) -> Story:
        conflicts = tuple(Conflict(about=texts, sides=tuple(map(fact, one.sides))) for one in of.conflicts)
        points, facts = tuple(map(point, of.points)), tuple(map(fact, of.facts))
        topic = replace(of.topic, title=texts) if of.topic else None
        return replace(of, title=texts, subject=hostile, points=points, facts=facts, conflicts=conflicts, topic=topic)

    def table(of: Table) -> Table:
        rows = tuple((hostile, tuple(cell and replace(cell, phrases=texts) for cell in cells)) for _, cells in of.rows)
        return replace(of, title=hostile, corner=hostile, columns=tuple(hostile for _ in of.columns), rows=rows)

    def voice(of: Voice) -> Voice:
        told = replace(of.document, name=HOSTILE, source=HOSTILE, url=HOSTILE_ADDRESS, title=HOSTILE, headline=texts)
        return replace(of, document=told)

    return replace(
        issue,
        title=texts,
        headline=texts,
        lead=texts,
        numbers=tuple(replace(one, table=table(one.table), remark=texts) for one in issue.numbers),
        stories=tuple(map(story, issue.stories)),
        briefs=tuple(map(story, issue.briefs)),
        follow_ups=tuple(map(point, issue.follow_ups)),
        voices=tuple(map(voice, issue.voices)),
        notes=tuple(replace(note, evidence=tuple(replace(one, quote=HOSTILE) for one in note.evidence)) for note in issue.notes),
        earlier=tuple(replace(one, title=texts) for one in issue.earlier),
    )


class _Maker:
    """Makes the sample: its documents, then its facts, numbering their notes as they come."""

    def __init__(self) -> None:
        languages = {"A": Language.ZH_HANS, "B": Language.ZH_HANT, "C": Language.EN, "D": Language.EN, "F": Language.ZH_HANS}
        self.documents: dict[str, Document] = {
            letter: document(TEXTS[letter], language, is_transcript=letter == "A") for letter, language in languages.items()
        }
        self.documents["E"] = replace(self.documents["A"], id="sample-again-00000000")
        self.notes: list[Note] = []

    def issue(self, editions: tuple[Edition, ...]) -> Issue:
        """The whole of it."""
        lyra, pine = self._lyra(), self._pine()
        brief, follow_up, tables = self._brief(), self._follow_up(), self._tables()
        return Issue(
            period=PERIOD,
            number=12,
            title=in_all("模型周报", "模型週報", "Model Weekly"),
            editions=editions,
            headline=in_all(
                "小模型卖 15 美分，大模型跟着降价", "小模型賣 15 美分，大模型跟著降價", "A small model for 15 cents, and a large one gets cheaper"
            ),
            lead=in_all(
                "北光的 Lyra 2 mini 每百万输入 token 收 15 美分，三个来源一致；Pine Large 的输入价格从 3 美元降到 2 美元。分词器有没有换，说法不一。",
                "北光的 Lyra 2 mini 每百萬輸入 token 收 15 美分，三個來源一致；Pine Large 的輸入價格從 3 美元降到 2 美元。分詞器有沒有換，說法不一。",
                "Three sources agree on 15 cents per million input tokens for Northlight’s Lyra 2 mini; Pine Large’s input price fell from $3 to $2. "
                "Accounts of the tokenizer differ.",
            ),
            numbers=tables,
            stories=(lyra, pine),
            briefs=(brief,),
            follow_ups=(follow_up,),
            voices=self._voices(),
            notes=tuple(self.notes),
            repeats=2,
            earlier=_earlier(),
            reading_minutes=dict.fromkeys(map(str, Edition), 3),
        )

    def _quotes(self, quotes: Mapping[str, str]) -> tuple[Evidence, ...]:
        return tuple(evidence(self.documents[letter], quote) for letter, quote in quotes.items())

    def _merged(self, said: Claim, quotes: Mapping[str, str], texts: Localized, clauses: Localized | None = None) -> Merged:
        """A fact that each letter's quote bears. Where an edition lacks the text it stands in the words of the first source."""
        proof = self._quotes(quotes)
        of = self.documents[next(iter(quotes))]
        own = str(of.language)
        tags = [*map(str, Edition), own]
        origin = "phrase" if said.type != "quotation" else "source"
        full, short = (
            {tag: phrase(given.get(tag) or given["zh-Hant-TW" if own == "zh-Hant" else own]) for tag in tags} for given in (texts, clauses or texts)
        )
        told = Fact(
            id=f"fact-{said.subject.id}-{said.type}-{said.attribute.id if said.attribute else len(self.notes)}-{own}",
            document=of.id,
            claim=replace(said, sentences=proof[0].sentences, span=proof[0].span),
            evidence=proof,
            texts=full,
            clauses=short,
            origins={tag: origin if tag in texts or tag == own else "untranslated" for tag in tags},
        )
        ids = tuple(self.documents[letter].id for letter in quotes)
        return Merged(
            id=told.id,
            fact=told,
            documents=ids,
            told=dict.fromkeys(ids, (told.id,)),
            independent=len(set(quotes) - {"E", "F"}),
            score=said.importance,
        )

    def _note(self, *facts: Merged) -> int:
        self.notes.append(Note(n=len(self.notes) + 1, evidence=tuple(dict.fromkeys(one for fact in facts for one in fact.fact.evidence))))
        return len(self.notes)

    def _point(self, *facts: Merged, status: Status = Status.NEW, was: Localized | None = None, earlier: str | None = None) -> StoryPoint:
        """A bullet of clauses, each with a note of its own."""
        pieces = tuple(Piece(phrases=one.fact.clauses, origins=one.fact.origins, note=self._note(one), facts=(one.id,)) for one in facts)
        letters = tuple(letter for letter, of in self.documents.items() if any(of.id in one.documents for one in facts))
        return StoryPoint(
            point=Point(pieces=pieces),
            facts=tuple(one.id for one in facts),
            letters=tuple(sorted(letters)),
            independent=max(one.independent for one in facts),
            status=status,
            was=was,
            earlier=earlier,
        )

    def _story(self, title: Localized, subject: Entity, letters: str, points: Sequence[StoryPoint], facts: Iterable[Merged], **more: object) -> Story:
        return replace(
            Story(
                id=f"story-{subject.id}",
                title=title,
                subject=subject,
                status=Status.NEW,
                documents=tuple(self.documents[letter].id for letter in letters),
                independent=len(set(letters) - {"E", "F"}),
                facts=tuple(facts),
                points=tuple(points),
            ),
            **more,  # type: ignore[arg-type]
        )

    def _lyra(self) -> Story:
        prices = [
            self._merged(
                claim(LYRA, "price", aspect=Aspect.PRICING, attribute=row.of, value=value(f"{row.cents}美分", f"0.{row.cents}", "USD", per=MILLION)),
                row.quotes,
                in_all(f"每百万 token {row.zh} [{row.cents} 美分]", f"每百萬 token {row.hant} [{row.cents} 美分]", row.en),
            )
            for row in PRICES
        ]
        window = self._merged(
            claim(LYRA, "measure", aspect=Aspect.TECHNICAL, attribute=WINDOW, value=value("128K token", "128000", "token")),
            {"A": "上下文窗口给到128K token", "B": "可讀的上下文長達 128K token"},
            in_all("上下文窗口 [128K token]", "上下文視窗 [128K token]", "context window: [128K tokens]"),
        )
        score = self._merged(
            claim(LYRA, "score", aspect=Aspect.PERFORMANCE, attribute=MMLU, value=value("82.0%", "82.0")),
            {"A": "MMLU这项测试拿了82.0%", "C": "On MMLU the small model reaches 82%"},
            in_all("MMLU 得分 [82.0%]", "MMLU 得分 [82.0%]", "scores [82.0%] on MMLU"),
        )
        cheaper = self._merged(
            claim(
                LYRA, "difference", attribute=CHEAPER, value=value("六成以上", "60", bound=Bound.AT_LEAST), objects=[LYRA_1], aspect=Aspect.PRICING
            ),
            {"A": "算下来比上一代Lyra 1便宜六成以上"},
            in_all("比 Lyra 1 便宜 [60% 以上]", "比 Lyra 1 便宜 [60% 以上]", "[at least 60%] cheaper than Lyra 1"),
        )
        tokenizers = [
            self._merged(
                claim(LYRA, kind, aspect=Aspect.TECHNICAL, objects=[LYRA_1]),
                {letter: quote},
                in_all(*texts),
            )
            for letter, kind, quote, *texts in (
                ("A", "improved", "它用的是改进过的分词器", "使用[改进过的]分词器", "使用[改良過的]分詞器", "uses [an improved] tokenizer"),
                ("B", "same", "分詞器與上一代 Lyra 1 相同", "分词器[与 Lyra 1 相同]", "分詞器[與 Lyra 1 相同]", "has [the same tokenizer as Lyra 1]"),
            )
        ]
        return self._story(
            in_all("Lyra 2 mini：价格有三个来源一致", "Lyra 2 mini：價格有三個來源一致", "Lyra 2 mini: three sources agree on the price"),
            LYRA,
            "ABCEF",
            [self._point(*prices), self._point(window), self._point(score), self._point(cheaper)],
            [*prices, window, score, cheaper, *tokenizers],
            conflicts=(Conflict(about=in_all("Lyra 2 mini 的分词器", "Lyra 2 mini 的分詞器", "Lyra 2 mini’s tokenizer"), sides=tuple(tokenizers)),),
            topic=MODELS,
            score=0.9,
        )

    def _pine(self) -> Story:
        price = self._merged(
            claim(PINE, "price", aspect=Aspect.PRICING, attribute=INPUT, value=value("2 美元", "2", "USD", per="1000000 token")),
            {"B": "松丘把 Pine Large 的輸入價格由每百萬 token 3 美元調到 2 美元", "D": "Pine Large is now $2 per million input tokens"},
            in_all("每百万 token 输入 [2 美元]", "每百萬 token 輸入 [2 美元]", "[$2] per million input tokens"),
        )
        size = self._merged(
            claim(PINE, "measure", aspect=Aspect.TECHNICAL, attribute=PARAMETERS, value=value("1,230 億", "123000000000", "parameter")),
            {"B": "松丘的 Pine Large 有 1,230 億個參數", "C": "Pine Large, at 123 billion parameters", "D": "The 123B model"},
            in_all("[1230 亿]参数", "[1,230 億]個參數", "[123 billion] parameters"),
        )
        licence = self._merged(
            claim(PINE, "license", aspect=Aspect.LICENSE),
            {"B": "授權只限研究用途", "C": "Its licence covers research only"},
            in_all("[只限研究用途]", "[僅供研究用途]", "[research use only]"),
        )
        quote = self._merged(
            claim(QUIST, "quotation", aspect=Aspect.OPINION, words="Cheap tokens are not cheap answers."),
            {"C": "Mara Quist of Pinehill put it this way: “Cheap tokens are not cheap answers.”"},
            {"en": "Mara Quist: “Cheap tokens are not cheap answers.”"},
        )
        updated = replace(
            price, status=Status.UPDATE, was=in_all("每百万 token 输入 3 美元", "每百萬 token 輸入 3 美元", "$3 per million input tokens")
        )
        updated = replace(updated, earlier="2024-W28")
        return self._story(
            in_all("Pine Large 降价", "Pine Large 降價", "Pine Large gets cheaper"),
            PINE,
            "BCD",
            [
                self._point(updated, status=Status.UPDATE, was=updated.was, earlier=updated.earlier),
                self._point(size),
                self._point(licence),
                self._point(quote),
            ],
            [updated, size, licence, quote],
            status=Status.UPDATE,
            topic=MODELS,
            score=0.7,
        )

    def _brief(self) -> Story:
        runs = self._merged(
            claim(PINE, "free", aspect=Aspect.USE_CASE, words="The 123B model runs on one server with eight cards."),
            {"D": "runs on one server with eight cards"},
            in_all("[一台装八张卡的服务器]就能运行", "[一台裝八張卡的伺服器]就能執行", "runs on [one server with eight cards]"),
        )
        title = in_all("一台服务器就能运行 Pine Large", "一台伺服器就能執行 Pine Large", "One server runs Pine Large")
        return self._story(title, entity("pine-large-server", "Pine Large"), "D", [self._point(runs)], [runs], score=0.3)

    def _follow_up(self) -> StoryPoint:
        voice = self._merged(
            claim(LYRA, "plan", aspect=Aspect.OUTLOOK, modality="planned"),
            {"A": "语音功能他们说要等到八月", "C": "Voice comes to Lyra 2 mini in August"},
            in_all("Lyra 2 mini 的语音功能[八月]推出", "Lyra 2 mini 的語音功能[八月]推出", "voice comes to Lyra 2 mini [in August]"),
        )
        was = in_all("Lyra 2 mini 将支持语音，时间未定", "Lyra 2 mini 將支援語音，時間未定", "voice is planned for Lyra 2 mini, no date given")
        return self._point(voice, status=Status.FOLLOW_UP, was=was, earlier="2024-W29")

    def _tables(self) -> tuple[Numbers, ...]:
        """A table of both models with a remark, and one of prices with bars."""
        notes = {tuple(sorted({e.quote for e in note.evidence})): note.n for note in self.notes}

        def cell(number: float, start: str, texts: Localized) -> Cell:
            note = next(n for quotes, n in notes.items() if any(start in quote for quote in quotes))
            return Cell(phrases=texts, note=note, number=number, facts=())

        window = cell(128000, "上下文窗口给到", in_all("128K", "128K", "128K"))
        size = cell(123e9, "松丘的 Pine Large 有", in_all("1230 亿", "1,230 億", "123 billion"))
        small = cell(82, "On MMLU", in_all("82.0%", "82.0%", "82.0%"))
        large = self._merged(
            claim(PINE, "score", aspect=Aspect.PERFORMANCE, attribute=MMLU, value=value("84.0%", "84.0")),
            {"C": "gets 84.0% on the same test"},
            in_all("MMLU 得分 [84.0%]", "MMLU 得分 [84.0%]", "scores [84.0%] on MMLU"),
        )
        best = Cell(phrases=in_all("84.0%", "84.0%", "84.0%"), note=self._note(large), number=84, facts=(large.id,))
        prices = [
            cell(0.15, "一百万个输入", in_all("15 美分", "15 美分", "15 cents")),
            cell(2, "$2 per million", in_all("2 美元", "2 美元", "$2")),
        ]
        model = entity("model", "模型", "Model", "模型")
        sizes = Table(
            kind="measures",
            title=entity("figures", "规格与得分", "Sizes and scores", "規格與得分"),
            corner=entity("measure", "指标", "Measure", "指標"),
            columns=(LYRA, PINE),
            rows=((PARAMETERS, (None, size)), (WINDOW, (window, None)), (MMLU, (small, best))),
            subjects_in_rows=False,
        )
        costs = Table(
            kind="prices",
            title=entity("prices", "每百万 token 的价格", "Price per million tokens", "每百萬 token 的價格"),
            corner=model,
            columns=(INPUT,),
            rows=((LYRA, (prices[0],)), (PINE, (prices[1],))),
            subjects_in_rows=True,
            chart=True,
        )
        remark = in_all(
            "MMLU 的两个得分出自不同来源，未必可比。",
            "MMLU 的兩個得分出自不同來源，未必可比。",
            "The two MMLU scores come from different sources and may not compare.",
        )
        return Numbers(table=sizes, letters=self._letters(sizes), remark=remark), Numbers(table=costs, letters=self._letters(costs))

    def _letters(self, table: Table) -> Mapping[int, tuple[str, ...]]:
        letters = {of.id: letter for letter, of in self.documents.items()}
        notes = {cell.note for _, cells in table.rows for cell in cells if cell}
        return {note.n: tuple(dict.fromkeys(letters[e.document] for e in note.evidence)) for note in self.notes if note.n in notes}

    def _voices(self) -> tuple[Voice, ...]:
        return tuple(self._voice(letter, *VOICES[letter]) for letter in sorted(VOICES))

    def _voice(self, letter: str, published: str | None, url: str | None, title: str | None, headline: Localized) -> Voice:
        of = self.documents[letter]
        original = self.documents["A"].id if letter == "E" else None
        made_from = self.documents["C"].id if letter == "F" else None
        told = Reported(
            id=of.id,
            name=f"{letter.lower()}.txt",
            source=url or f"corpus/{letter.lower()}.txt",
            url=url,
            title=title,
            headline=headline,
            language=of.language,
            published=published,
            characters=len(of.text),
            is_transcript=of.is_transcript,
            since="2024-07-28T08:00:00Z",
            duplicate_of=original,
            derived_from=made_from,
            facts=(),
        )
        return Voice(letter=letter, document=told, root=original or of.id, counts=made_from is None, is_dated=published is not None)


def _earlier() -> tuple[EarlierIssue, ...]:
    rows = ((11, "2024-W29", date(2024, 7, 15)), (10, "2024-W28", date(2024, 7, 8)))
    return tuple(
        EarlierIssue(
            period=Period(id=id, since=since, until=date(2024, 7, since.day + 6)),
            number=number,
            title=in_all(f"模型周报第 {number} 期", f"模型週報第 {number} 期", f"Model Weekly, issue {number}"),
            printed=(Printed(key="input_price pine-large", value="3", texts=in_all("3 美元", "3 美元", "$3"), story="story-pine-large"),),
        )
        for number, id, since in rows
    )
