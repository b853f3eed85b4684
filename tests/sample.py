"""One transcript of our own words with its facts, for the tests of composition and rendering."""

from __future__ import annotations

from pipeline.datamodel.document import Document
from pipeline.datamodel.fact import Aspect, Bound, Fact
from tests.factories import claim, document, entity, fact, value

TEXT = """各位好，今天聊聊小模型
最近留言区里有不少朋友问我，为什么最近大家都不比谁的模型更大了
说实话我一开始也没有想明白，直到上周末我自己动手搭了一个小工具
那个工具要在一天里反复调用接口几万次，账单出来的时候我差点从椅子上掉下来
于是我就开始认真去找又便宜又够用的替代品，这期节目也算是我的一份笔记
如果你也在做类似的事情，那么接下来的内容应该能帮你省下不少时间
不过先说好，我不是在给任何一家公司做广告，好的坏的我都会讲
OpenAI在周四推出了GPT-4o mini
它在ChatGPT里接替了GPT-3.5 Turbo
免费账户当天就能用上

价格是这次的重点
一百万输入token只要15美分，一百万输出token收60美分
同样的量，Claude 3 Haiku收25美分和125美分
Gemini 1.5 Flash则是35美分和70美分
这样算下来，它比GPT-3.5 Turbo便宜了六成还多，也就是60%以上

能力上也不弱
MMLU这一项，GPT-4o mini拿到82.0%，Gemini Flash是77.9%，Claude Haiku是73.8%
MGSM上三家依次是87.0%、75.5%和71.7%
HumanEval上依次为87.2%、71.5%和75.9%
上下文窗口有128K token
训练数据停在2023年10月
每秒能吐出183个token，是榜上最快的

接口眼下只收文字和图片
语音要等到7月晚些时候
企业客户下周开通
它也是头一个采用指令分层办法的模型
这样一来越狱和提示注入就难多了
七十多位外部专家帮忙做过测试

说到测试，我自己也拿它跑了几个平时常用的任务，比如整理会议纪要和改写邮件
感受就是速度确实很快，但是碰到特别长的表格它偶尔还是会漏掉中间的几行
所以我的建议是，重要的数据最后还是要由人再核对一遍，不要完全交给机器
另外有位听众提醒我，小模型对提示词的写法更敏感，换个说法结果就可能不一样
这一点我也有同感，写得越具体，它出错的机会就越少，这大概是使用它的窍门
我还想多说一句，便宜不等于可以随便浪费，合理地设计流程才是长久之计

同一周还有另一家
Mistral AI联手NVIDIA放出了Mistral NeMo 12B
窗口同样是128k token
用着Mistral 7B的系统可以直接换上它
新的分词器Tekken学过一百多种语言，准确说是100种以上
压缩源代码的效率大约提高了30%
权重按Apache 2.0协议开放
我个人觉得小公司会先用起来，因为部署它只要一张显卡

奥特曼说，智能便宜到快要不值得装电表了
安德烈·卡帕西认为，模型得先长大，然后才能缩小

按计划，Meta下周要放出有4000亿参数的Llama 3
到时候我会再做一期节目，把这几家放在一起好好地比一比，也欢迎你把想测的题目写在评论里
如果你觉得今天的内容有用，请把它转给身边正在挑选模型的朋友，这对我是很大的鼓励
好了，今天就到这里
"""

MINI = entity("gpt-4o-mini", "GPT-4o mini")
NEMO = entity("mistral-nemo", "Mistral NeMo 12B")
TURBO = entity("gpt-3.5-turbo", "GPT-3.5 Turbo")
OPENAI = entity("openai", "OpenAI", kind="organization")
MISTRAL = entity("mistral-ai", "Mistral AI", kind="organization")
NVIDIA = entity("nvidia", "NVIDIA", kind="organization")
META = entity("meta", "Meta", kind="organization")
ALTMAN = entity("sam-altman", "山姆·奥特曼", "Sam Altman", "山姆·阿特曼", kind="person")
KARPATHY = entity("andrej-karpathy", "安德烈·卡帕西", "Andrej Karpathy", "安德烈·卡帕西", kind="person")
HAIKU, FLASH = entity("claude-3-haiku", "Claude 3 Haiku"), entity("gemini-1.5-flash", "Gemini 1.5 Flash")
INPUT = entity("input_price", "输入价格", "Input", "輸入價格", kind="metric")
OUTPUT = entity("output_price", "输出价格", "Output", "輸出價格", kind="metric")
WINDOW = entity("context_window", "上下文窗口", "Context window", "上下文視窗", kind="metric")
MMLU, MGSM, HUMANEVAL = (entity(name.lower(), name, kind="benchmark") for name in ("MMLU", "MGSM", "HumanEval"))


def sample_document() -> Document:
    """The transcript, as ingest would make it."""
    return document(TEXT, title="小模型的一周", is_transcript=True)


def sample_facts(of: Document) -> list[Fact]:
    """Its facts, as express would hand them on."""
    return [*_scores(of), *_prices(of), *_news(of), *_figures(of), *_statements(of), *_voices(of)]


def _scores(of: Document) -> list[Fact]:
    rows = [
        (MMLU, "MMLU这一项，GPT-4o mini拿到82.0%，Gemini Flash是77.9%，Claude Haiku是73.8%", "82.0", "77.9", "73.8"),
        (MGSM, "MGSM上三家依次是87.0%、75.5%和71.7%", "87.0", "75.5", "71.7"),
        (HUMANEVAL, "HumanEval上依次为87.2%、71.5%和75.9%", "87.2", "71.5", "75.9"),
    ]
    made = []
    for benchmark, quote, *figures in rows:
        name = benchmark.name("en")
        for model, figure in zip((MINI, FLASH, HAIKU), figures, strict=True):
            said = claim(model, "score", aspect=Aspect.PERFORMANCE, attribute=benchmark, value=value(f"{figure}%", figure), importance=0.7)
            texts = {
                "zh-Hans": f"{model.name('en')} 的 {name} 得分为 [{figure}%]",
                "zh-Hant-TW": f"{model.name('en')} 的 {name} 得分為 [{figure}%]",
                "en": f"{model.name('en')} scores [{figure}%] on {name}",
            }
            clauses = {"zh-Hans": f"{name} 得分 [{figure}%]", "zh-Hant-TW": f"{name} 得分 [{figure}%]", "en": f"scores [{figure}%] on {name}"}
            made.append(fact(of, quote, said, texts, clauses))
    return made


def _prices(of: Document) -> list[Fact]:
    rows = [
        (MINI, "一百万输入token只要15美分，一百万输出token收60美分", 15, 60),
        (HAIKU, "Claude 3 Haiku收25美分和125美分", 25, 125),
        (FLASH, "Gemini 1.5 Flash则是35美分和70美分", 35, 70),
    ]
    made = []
    for model, quote, *cents in rows:
        for attribute, amount in zip((INPUT, OUTPUT), cents, strict=True):
            worth = value(f"{amount}美分", f"{amount / 100}", "USD", per="1000000 token")
            side = {"zh-Hans": attribute.name("zh-Hans")[:2], "zh-Hant-TW": attribute.name("zh-Hant-TW")[:2], "en": attribute.name("en").lower()}
            clauses = {
                "zh-Hans": f"每百万 token {side['zh-Hans']} [{amount} 美分]",
                "zh-Hant-TW": f"每百萬 token {side['zh-Hant-TW']} [{amount} 美分]",
                "en": f"[{amount} cents] per million {side['en']} tokens",
            }
            texts = {tag: f"{model.name('en')} {text}" for tag, text in clauses.items()}
            said = claim(model, "price", aspect=Aspect.PRICING, attribute=attribute, value=worth, importance=0.8)
            made.append(fact(of, quote, said, texts, clauses))
    return made


def _news(of: Document) -> list[Fact]:
    return [
        fact(
            of,
            "OpenAI在周四推出了GPT-4o mini",
            claim(MINI, "release", aspect=Aspect.RELEASE, objects=[OPENAI], importance=0.9),
            {"zh-Hans": "OpenAI 发布 GPT-4o mini", "zh-Hant-TW": "OpenAI 發布 GPT-4o mini", "en": "OpenAI released GPT-4o mini"},
            {"zh-Hans": "由 [OpenAI] 发布", "zh-Hant-TW": "由 [OpenAI] 發布", "en": "released by [OpenAI]"},
        ),
        fact(
            of,
            "它在ChatGPT里接替了GPT-3.5 Turbo",
            claim(MINI, "replacement", aspect=Aspect.RELEASE, objects=[TURBO], importance=0.95),
            {
                "zh-Hans": "GPT-4o mini [取代 GPT-3.5 Turbo]",
                "zh-Hant-TW": "GPT-4o mini [取代 GPT-3.5 Turbo]",
                "en": "GPT-4o mini [replaces GPT-3.5 Turbo]",
            },
            {"zh-Hans": "[取代 GPT-3.5 Turbo]", "zh-Hant-TW": "[取代 GPT-3.5 Turbo]", "en": "[replaces GPT-3.5 Turbo]"},
        ),
        fact(
            of,
            "免费账户当天就能用上",
            claim(
                MINI, "availability", aspect=Aspect.AVAILABILITY, objects=[entity("free-users", "免费用户", "free users", "免費使用者", "audience")]
            ),
            {
                "zh-Hans": "[免费用户]可使用 GPT-4o mini",
                "zh-Hant-TW": "[免費使用者]可使用 GPT-4o mini",
                "en": "GPT-4o mini is available to [free users]",
            },
            {"zh-Hans": "[免费用户]可用", "zh-Hant-TW": "[免費使用者]可用", "en": "available to [free users]"},
        ),
        fact(
            of,
            "企业客户下周开通",
            claim(
                MINI,
                "availability",
                aspect=Aspect.AVAILABILITY,
                objects=[entity("enterprise", "企业用户", "enterprise users", "企業使用者", "audience")],
            ),
            {
                "zh-Hans": "企业用户[下周]可使用 GPT-4o mini",
                "zh-Hant-TW": "企業使用者[下週]可使用 GPT-4o mini",
                "en": "enterprise users get GPT-4o mini [next week]",
            },
            {"zh-Hans": "企业用户[下周]可用", "zh-Hant-TW": "企業使用者[下週]可用", "en": "available to enterprise users [next week]"},
        ),
        fact(
            of,
            "Mistral AI联手NVIDIA放出了Mistral NeMo 12B",
            claim(NEMO, "release", aspect=Aspect.RELEASE, objects=[MISTRAL, NVIDIA], importance=0.8),
            {
                "zh-Hans": "Mistral AI、NVIDIA 发布 Mistral NeMo 12B",
                "zh-Hant-TW": "Mistral AI 與 NVIDIA 發布 Mistral NeMo 12B",
                "en": "Mistral AI and NVIDIA released Mistral NeMo 12B",
            },
            {"zh-Hans": "由 Mistral AI、NVIDIA 发布", "zh-Hant-TW": "由 Mistral AI 與 NVIDIA 發布", "en": "released by Mistral AI and NVIDIA"},
        ),
    ]


def _figures(of: Document) -> list[Fact]:
    def window(model_name: str, quote: str) -> Fact:
        model = MINI if model_name == MINI.id else NEMO
        clauses = {"zh-Hans": "上下文窗口 [128K token]", "zh-Hant-TW": "上下文視窗 [128K token]", "en": "context window: [128K tokens]"}
        texts = {tag: f"{model.name('en')} {text}" for tag, text in clauses.items()}
        said = claim(model, "measure", aspect=Aspect.TECHNICAL, attribute=WINDOW, value=value("128K token", "128000", "token"), importance=0.7)
        return fact(of, quote, said, texts, clauses)

    cutoff = entity("knowledge_cutoff", "知识截至", "Knowledge cutoff", "知識截至", "metric")
    speed = entity("speed", "速度", "Speed", "速度", "metric")
    return [
        window(MINI.id, "上下文窗口有128K token"),
        window(NEMO.id, "窗口同样是128k token"),
        fact(
            of,
            "训练数据停在2023年10月",
            claim(MINI, "measure", aspect=Aspect.TECHNICAL, attribute=cutoff, value=value("2023年10月", "2023-10", "date")),
            {
                "zh-Hans": "GPT-4o mini 知识截至 [2023 年 10 月]",
                "zh-Hant-TW": "GPT-4o mini 知識截至 [2023 年 10 月]",
                "en": "GPT-4o mini has a knowledge cutoff of [October 2023]",
            },
            {"zh-Hans": "知识截至 [2023 年 10 月]", "zh-Hant-TW": "知識截至 [2023 年 10 月]", "en": "knowledge cutoff: [October 2023]"},
        ),
        fact(
            of,
            "每秒能吐出183个token，是榜上最快的",
            claim(
                MINI,
                "measure",
                aspect=Aspect.PERFORMANCE,
                attribute=speed,
                value=value("每秒能吐出183个token", "183", "token/second"),
                importance=0.7,
            ),
            {
                "zh-Hans": "GPT-4o mini 每秒 [183 个 token]",
                "zh-Hant-TW": "GPT-4o mini 每秒 [183 個 token]",
                "en": "GPT-4o mini produces [183 tokens a second]",
            },
            {"zh-Hans": "每秒 [183 个 token]", "zh-Hant-TW": "每秒 [183 個 token]", "en": "[183 tokens a second]"},
        ),
        fact(
            of,
            "这样算下来，它比GPT-3.5 Turbo便宜了六成还多，也就是60%以上",
            claim(
                MINI,
                "difference",
                aspect=Aspect.PRICING,
                attribute=entity("cheaper", "便宜", "cheaper", "便宜", "metric"),
                value=value("60%以上", "60", bound=Bound.MORE_THAN),
                objects=[TURBO],
                importance=0.8,
            ),
            {
                "zh-Hans": "GPT-4o mini 比 GPT-3.5 Turbo 便宜 [60% 以上]",
                "zh-Hant-TW": "GPT-4o mini 比 GPT-3.5 Turbo 便宜 [60% 以上]",
                "en": "GPT-4o mini is [more than 60%] cheaper than GPT-3.5 Turbo",
            },
            {
                "zh-Hans": "比 GPT-3.5 Turbo 便宜 [60% 以上]",
                "zh-Hant-TW": "比 GPT-3.5 Turbo 便宜 [60% 以上]",
                "en": "[more than 60%] cheaper than GPT-3.5 Turbo",
            },
        ),
        fact(
            of,
            "压缩源代码的效率大约提高了30%",
            claim(
                NEMO,
                "increase",
                aspect=Aspect.PERFORMANCE,
                attribute=entity("efficiency", "压缩效率", "compression efficiency", "壓縮效率", "metric"),
                value=value("大约提高了30%", "30", bound=Bound.ABOUT),
            ),
            {
                "zh-Hans": "Mistral NeMo 12B 压缩源代码的效率提高[约 30%]",
                "zh-Hant-TW": "Mistral NeMo 12B 壓縮原始碼的效率提高[約 30%]",
                "en": "Mistral NeMo 12B compresses source code [about 30%] more efficiently",
            },
            {
                "zh-Hans": "压缩源代码的效率提高[约 30%]",
                "zh-Hant-TW": "壓縮原始碼的效率提高[約 30%]",
                "en": "compresses source code [about 30%] more efficiently",
            },
        ),
    ]


def _statements(of: Document) -> list[Fact]:
    vision = [entity("text", "文本", "text", "文字", "modality"), entity("vision", "视觉", "vision", "視覺", "modality")]
    return [
        fact(
            of,
            "接口眼下只收文字和图片",
            claim(MINI, "support_only", aspect=Aspect.AVAILABILITY, objects=vision),
            {
                "zh-Hans": "GPT-4o mini 目前[仅支持文本和视觉]",
                "zh-Hant-TW": "GPT-4o mini 目前[僅支援文字和視覺]",
                "en": "GPT-4o mini supports [text and vision only] for now",
            },
            {"zh-Hans": "目前[仅支持文本和视觉]", "zh-Hant-TW": "目前[僅支援文字和視覺]", "en": "supports [text and vision only] for now"},
        ),
        fact(
            of,
            "用着Mistral 7B的系统可以直接换上它",
            claim(NEMO, "drop_in", aspect=Aspect.TECHNICAL, objects=[entity("mistral-7b", "Mistral 7B")]),
            {
                "zh-Hans": "Mistral NeMo 12B 可[直接替代 Mistral 7B]",
                "zh-Hant-TW": "Mistral NeMo 12B 可[直接取代 Mistral 7B]",
                "en": "Mistral NeMo 12B is [a drop-in replacement for Mistral 7B]",
            },
            {"zh-Hans": "可[直接替代 Mistral 7B]", "zh-Hant-TW": "可[直接取代 Mistral 7B]", "en": "[a drop-in replacement for Mistral 7B]"},
        ),
        fact(
            of,
            "权重按Apache 2.0协议开放",
            claim(NEMO, "license", aspect=Aspect.LICENSE, objects=[entity("apache-2.0", "Apache 2.0", kind="license")]),
            {
                "zh-Hans": "Mistral NeMo 12B 采用 [Apache 2.0] 许可",
                "zh-Hant-TW": "Mistral NeMo 12B 採用 [Apache 2.0] 授權",
                "en": "Mistral NeMo 12B is under the [Apache 2.0] licence",
            },
            {"zh-Hans": "采用 [Apache 2.0] 许可", "zh-Hant-TW": "採用 [Apache 2.0] 授權", "en": "under the [Apache 2.0] licence"},
        ),
        fact(
            of,
            "这样一来越狱和提示注入就难多了",
            claim(MINI, "free", aspect=Aspect.SAFETY, words="这样一来越狱和提示注入就难多了"),
            {"zh-Hans": "这样一来越狱和提示注入就难多了", "zh-Hant-TW": "這樣一來越獄和提示注入就難多了"},
        ),
        fact(
            of,
            "部署它只要一张显卡",
            claim(NEMO, "free", aspect=Aspect.USE_CASE, words="部署它只要一张显卡", importance=0.4),
            {"zh-Hans": "部署它只要一张显卡", "zh-Hant-TW": "部署它只要一張顯示卡"},
        ),
    ]


def _voices(of: Document) -> list[Fact]:
    return [
        fact(
            of,
            "智能便宜到快要不值得装电表了",
            claim(ALTMAN, "quotation", aspect=Aspect.OPINION, words="智能便宜到快要不值得装电表了"),
            {"zh-Hans": "山姆·奥特曼：“智能便宜到快要不值得装电表了”", "zh-Hant-TW": "山姆·阿特曼：「智慧便宜到快要不值得裝電錶了」"},
            {"zh-Hans": "“智能便宜到快要不值得装电表了”", "zh-Hant-TW": "「智慧便宜到快要不值得裝電錶了」"},
        ),
        fact(
            of,
            "模型得先长大，然后才能缩小",
            claim(KARPATHY, "quotation", aspect=Aspect.OPINION, words="模型得先长大，然后才能缩小"),
            {
                "zh-Hans": "安德烈·卡帕西：“模型得先长大，然后才能缩小”",
                "zh-Hant-TW": "安德烈·卡帕西：「模型得先長大，然後才能縮小」",
                "en": "Andrej Karpathy: “models have to grow before they can shrink”",
            },
            {
                "zh-Hans": "“模型得先长大，然后才能缩小”",
                "zh-Hant-TW": "「模型得先長大，然後才能縮小」",
                "en": "“models have to grow before they can shrink”",
            },
        ),
        fact(
            of,
            "按计划，Meta下周要放出有4000亿参数的Llama 3",
            claim(META, "plan", aspect=Aspect.OUTLOOK, objects=[entity("llama-3", "Llama 3")], modality="planned", importance=0.7),
            {
                "zh-Hans": "Meta 计划[下周]发布 Llama 3",
                "zh-Hant-TW": "Meta 計劃[下週]發布 Llama 3",
                "en": "Meta plans to release Llama 3 [next week]",
            },
            {"zh-Hans": "计划[下周]发布 Llama 3", "zh-Hant-TW": "計劃[下週]發布 Llama 3", "en": "plans to release Llama 3 [next week]"},
        ),
    ]
