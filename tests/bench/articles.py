"""Articles that differ, of our own words: each sentence is written in Chinese and in English, with names and figures of its article's own.

A scenario of a chat model knows both halves of every sentence, and so replies as a model that reads and translates well.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

TOKENS = 3000
CHINESE_SHARE = 3  # of four articles
PARAGRAPH = 4  # sentences
ROUNDS = 9  # of all sentences, each with other figures; more than an article takes

FIRMS = ("Halden", "Norvik", "Castel", "Brightwell", "Orlane", "Tessera", "Ravelin", "Marlow", "Quillon", "Sandmere")
ENDINGS = (
    "",
    "ia",
    "on",
    "um",
    "ex",
    "ine",
    "or",
    "is",
    "ard",
    "wood",
    "field",
    "gate",
    "mark",
    "ley",
    "ton",
    "worth",
    "well",
    "ford",
    "stone",
    "ham",
)
CITIES = (("里斯本", "Lisbon"), ("赫尔辛基", "Helsinki"), ("慕尼黑", "Munich"), ("大阪", "Osaka"), ("多伦多", "Toronto"), ("墨尔本", "Melbourne"))
PARTS = (("电池", "batteries"), ("传感器", "sensors"), ("显示屏", "displays"), ("水泵", "pumps"), ("镜头", "lenses"), ("轴承", "bearings"))
TOPICS = (
    ("工厂", "The plant"),
    ("供应", "Supply"),
    ("团队", "The team"),
    ("客户", "Customers"),
    ("软件", "Software"),
    ("前景", "What comes next"),
)

SENTENCES = (
    ("{firm} 在{city}的工厂去年生产了 {big} 万件{part}。", "The {firm} plant in {city} made {big}0,000 {part} last year."),
    ("{firm} 的营收增长了 {share}%。", "Revenue at {firm} grew by {share}%."),
    ("{product} 的价格是 {price} 美元。", "{product} costs {price} dollars."),
    ("{product} 每次充电可以工作 {hours} 小时。", "{product} works for {hours} hours on one charge."),
    ("{firm} 雇用了 {people} 名工程师。", "{firm} employs {people} engineers."),
    ("{firm} 计划在{city}开设 {few} 家新店。", "{firm} plans to open {few} new shops in {city}."),
    ("{product} 的重量是 {grams} 克。", "{product} weighs {grams} grams."),
    ("大约 {share}% 的客户来自{city}。", "About {share}% of the customers come from {city}."),
    ("{firm} 为这个项目投入了 {money} 亿美元。", "{firm} put {money}00 million dollars into the project."),
    ("{product} 于 {year} 年 {month} 月发布。", "{product} was released in {month_name} {year}."),
    ("{product} 由{city}的一个小团队设计。", "{product} was designed by a small team in {city}."),
    ("旧的{part}要靠手工检查，这一步很慢。", "The old {part} had to be checked by hand, and that step was slow."),
    ("工程师把这道工序搬进了同一座厂房。", "The engineers moved this step into the same building."),
    ("{firm} 没有公布{part}的供应商名单。", "{firm} has not published a list of those who supply its {part}."),
    ("客户抱怨说，第一版的说明书写得太难懂。", "Customers complained that the manual of the first version was too hard to read."),
    ("这家公司把培训课程放在了网上，任何人都可以看。", "The company put its training courses online, where anyone can watch them."),
    ("在{city}，{firm} 和两所大学共用一间实验室。", "In {city}, {firm} shares a laboratory with two universities."),
    ("夜班的工人负责清洗模具，白班的工人负责装配。", "Workers on the night shift clean the moulds, and those on the day shift assemble."),
    ("{product} 的外壳用回收的铝制成。", "The case of {product} is made of recycled aluminium."),
    ("管理层认为，更短的供应链能够减少损失。", "The management believes that a shorter supply chain can reduce losses."),
    ("维修人员可以在现场更换{part}，不必寄回工厂。", "Technicians can replace the {part} on site, without sending them back to the plant."),
    ("{firm} 的软件能够在没有网络的时候继续运行。", "The software of {firm} keeps running when there is no network."),
    ("仓库里的机器人会绕开地上的人和货物。", "The robots in the warehouse go around people and goods on the floor."),
    ("一部分零件仍然要从{city}运来。", "Some of the parts still have to be shipped from {city}."),
    ("{product} 支持语音控制，但不支持手势。", "{product} supports voice control, but it does not support gestures."),
    ("新的测试台让每个班组都能看到自己的结果。", "The new test bench lets every crew see its own results."),
    ("{firm} 的创始人年轻时修过钟表。", "The founder of {firm} repaired clocks in younger years."),
    ("{city}的港口在冬天会结冰，船期因此推迟。", "The port of {city} freezes in winter, and ships are delayed for it."),
    ("设计师先用纸板做模型，再用木头做第二个。", "The designers first build a model of cardboard, and then a second one of wood."),
    ("合作伙伴希望能够早一点拿到样品。", "Partners hope to get samples a little earlier."),
    ("{product} 的电池可以由用户自己拆下。", "Users can take out the battery of {product} themselves."),
    ("公司内部的讨论持续了整个夏天。", "The discussion within the company went on all summer."),
)  # fmt: skip
OPENERS = (
    ("据{city}的一位店主说，", "According to a shop owner in {city}, "),
    ("在{city}的展会上，人们注意到，", "At the fair in {city}, people noticed that "),
    ("{month} 月的报告写道，", "The report of {month_name} says that "),
    ("和 {year} 年一样，", "As in {year}, "),
)  # fmt: skip
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


@dataclass(frozen=True, slots=True)
class Article:
    """An article. pairs: its sentences, Chinese and English; text: in one of the two."""

    text: str
    pairs: tuple[tuple[str, str], ...]


def article(number: int) -> Article:
    """The article of that number, from 0; the same every time."""
    dice = random.Random(number)
    firm = FIRMS[number % len(FIRMS)] + ENDINGS[number // len(FIRMS) % len(ENDINGS)]
    is_chinese = number % (CHINESE_SHARE + 1) != CHINESE_SHARE
    pairs = (_pair(dice, firm, shape) for _ in range(ROUNDS) for shape in dice.sample(SENTENCES, len(SENTENCES)))
    lines, tokens = [f"# {firm} 的新产品" if is_chinese else f"# The new products of {firm}"], 0.0
    used: list[tuple[str, str]] = []
    for at, pair in enumerate(dict.fromkeys(pairs)):
        if at % (4 * PARAGRAPH) == 0:
            lines.append("\n\n## " + TOPICS[at // (4 * PARAGRAPH) % len(TOPICS)][not is_chinese] + "\n")
        elif at % PARAGRAPH == 0:
            lines.append("\n\n")
        said = pair[not is_chinese]
        lines.append(("\n" if lines[-1].startswith("\n\n#") else "" if is_chinese or lines[-1] == "\n\n" else " ") + said)
        used.append(pair)
        wide = sum(c >= "\u2e80" for c in said)
        tokens += 0.87 * wide + 0.286 * (len(said) - wide)
        if tokens >= TOKENS:
            break
    return Article("".join(lines) + "\n", tuple(used))


def write_articles(folder: Path, many: int) -> dict[str, tuple[str, str]]:
    """Write articles; returns all their sentences, by each half."""
    folder.mkdir(parents=True)
    known: dict[str, tuple[str, str]] = {}
    for number in range(many):
        made = article(number)
        (folder / f"{number:03}.md").write_text(made.text, encoding="utf-8")
        known |= {half: pair for pair in made.pairs for half in pair}
    return known


def _pair(dice: random.Random, firm: str, shape: tuple[str, str]) -> tuple[str, str]:
    city, part, month = dice.choice(CITIES), dice.choice(PARTS), dice.randrange(12)
    given = {
        "firm": firm,
        "product": f"{firm} {dice.choice(('One', 'Air', 'Go', 'Max'))}",
        "big": dice.randrange(11, 99),
        "share": dice.randrange(2, 95),
        "price": dice.randrange(20, 999),
        "hours": dice.randrange(3, 48),
        "people": dice.randrange(40, 900),
        "few": dice.randrange(13, 60),
        "grams": dice.randrange(90, 980),
        "money": dice.randrange(2, 9),
        "year": dice.randrange(2015, 2025),
    }
    opener = dice.choice(OPENERS) if dice.random() < 0.6 else ("", "")
    chinese = (opener[0] + shape[0]).format(city=city[0], part=part[0], month=month + 1, **given)
    english = shape[1] if not opener[1] or shape[1].startswith("{") else shape[1][0].lower() + shape[1][1:]
    return chinese, (opener[1] + english).format(city=city[1], part=part[1], month_name=MONTHS[month], **given)
