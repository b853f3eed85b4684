"""Figures, moments, names, scope, roles: what each part of the comparison finds, and what it leaves alone."""

import pytest

from pipeline.datamodel.language import Language
from pipeline.text.agreement.moments import same_date
from pipeline.text.agreement.passages import read_passages
from pipeline.text.agreement.support import context_of
from pipeline.text.compare import disagreements
from pipeline.text.glossary import Glossary

LANGUAGES = {"hans": Language.ZH_HANS, "hant": Language.ZH_HANT, "en": Language.EN}


def kinds(said: str, source: str, languages: str) -> set[str]:
    ours, theirs = languages.split()
    return {d.kind for d in disagreements(said, source, LANGUAGES[ours], LANGUAGES[theirs])}


@pytest.mark.parametrize(
    ("said", "source", "languages", "kind"),
    [
        ("湖面1.2万平方米。", "湖面12万平方米。", "hans hans", "unit"),
        ("The path is 14 miles long.", "步道长14公里。", "en hans", "unit"),
        ("团票要价80美元。", "團票要價80元。", "hans hant", "unit"),
        ("得票四成。", "得票六成，对手得票三成。", "hans hans", "number"),
        ("年龄在3至9岁之间。", "年龄在3至6岁之间。", "hans hans", "number"),
        ("The vote was 12 to 9.", "The vote was 12 to 7.", "en en", "number"),
        ("这是镇上第三座桥。", "这是镇上一座桥。", "hans hans", "number"),
        ("它在三月底完工。", "它在三月初完工。", "hans hans", "date"),
        ("It will open at the end of May.", "它将在五月中旬开放。", "en hans", "date"),
        ("她在北湖大学任教。", "她在南山大学任教。", "hans hans", "name"),
        ("The report was funded by HSBC.", "报告由渣打出资。", "en hans", "name"),
        ("联准会把利率定在4%。", "The Bank of Japan set the rate at 4%.", "hant en", "name"),
        ("Volvo sold 812 vans; Renault makes bicycles too.", "Renault sold 812 vans. Bicycles are made by Volvo too.", "en en", "name"),
        ("一名六岁男孩获救。", "A six-year-old girl was rescued.", "hans en", "name"),
        ("The appeal court overturned the ruling.", "上诉法院维持原判。", "en hans", "polarity"),
        ("新桥是合法建造的。", "The new bridge was built illegally.", "hans en", "polarity"),
        ("The mayor defended the new toll.", "市长批评新的过桥费。", "en hans", "polarity"),
        ("The pound gained 2% on Monday.", "The pound slipped 2% on Monday.", "en en", "polarity"),
        ("She teaches at Northlake University.", "She teaches at Southhill University.", "en en", "name"),
        ("The choir sang in Lisbon.", "The choir sang in a barn.", "en en", "name"),
        ("他用的是Tern-5相机。", "他用的是Tern-3相机。", "hans hans", "name"),
        ("Alma bought the mill from Bruno.", "Bruno bought the mill from Alma.", "en en", "name"),
        ("这是全球首座竹塔。", "这是全国首座竹塔。", "hans hans", "bound"),
        ("It is the largest barn.", "It is a barn.", "en en", "bound"),
        ("首席财务官表示，工厂不会关闭。", "首席执行官表示，工厂不会关闭。", "hans hans", "attribution"),
        ("镇长批评租金太高。", "店主批评租金太高。", "hans hans", "attribution"),
        ("县长否决了停车法案。", "The mayor signed the parking bill.", "hans en", "polarity"),
        ("图书馆也受到影响。", "图书馆未受影响。", "hans hans", "polarity"),
        ("Nobody was left unhurt: three were injured.", "没有人受伤。", "en hans", "polarity"),
        ("东岭果园去年营收8亿元。", "东岭果园去年营收3亿元。西溪牧场去年营收8亿元。", "hans hans", "number"),
        ("果园去年利润3亿元。", "果园去年营收3亿元，利润4000万元。", "hans hans", "number"),
    ],
)
def test_what_disagrees_is_found(said: str, source: str, languages: str, kind: str) -> None:
    assert kind in kinds(said, source, languages)


@pytest.mark.parametrize(
    ("said", "source", "languages"),
    [
        ("The lake covers 120,000 square metres.", "湖面12万平方米。", "en hans"),
        ("得票60%。", "得票六成。", "hans hans"),
        ("共有两国代表参加。", "代表来自肯尼亚和加纳，共3200人。", "hans hans"),
        ("It will open in late May.", "它将在五月底开放。", "en hans"),
        ("The WHO met on Monday.", "The World Health Organization met on Monday.", "en en"),
        ("The drought hit African farms.", "The drought hit farms in Africa.", "en en"),
        ("他用的是Tern 3相机。", "他用的是Tern-3相机。", "hans hans"),
        ("Revenue at the orchard rose to 300 million yuan last year.", "果园去年营收增至3亿元。", "en hans"),
        ("这座炉子很贵。", "新炉子很贵。", "hans hans"),
        ("首席执行官表示，工厂不会关闭。", "工厂首席执行官表示，工厂不会关闭。", "hans hans"),
        ("The mill has just reopened.", "The mill has reopened.", "en en"),
        ("The town pays 35% of the bill.", "账单的65%由省里出，其余由镇里出。", "en hans"),
        ("A six-year-old boy fed the geese.", "一名六岁男孩喂了鹅。", "en hans"),
        ("The choir rehearsed over 14 months.", "合唱团排练了14个月。", "en hans"),
        ("高年级学生可自带手机。", "Older pupils may bring phones.", "hans en"),
        ("The lower court upheld the fine.", "下级法院维持了罚款判决。", "en hans"),
        ("市集由5月3日改到6月7日。", "The fair, planned for May 3, was moved to June 7.", "hans en"),
        ("德国铁路将关闭一座车站。", "Deutsche Bahn will close a station.", "hans en"),
        ("Profit was worse than expected.", "利润逊于预期。", "en hans"),
        ("She is at most 20 years old, in 3 teams.", "She is at most 20 years old, in 3 teams.", "en en"),
    ],
)
def test_what_is_said_in_other_words_is_left_alone(said: str, source: str, languages: str) -> None:
    assert kinds(said, source, languages) == set()


@pytest.mark.parametrize(("a", "b", "same"), [("2024", "2024-05-01", True), ("--05-01", "2024-05-01", True), ("--05-02", "2024-05-01", False)])
def test_same_date(a: str, b: str, same: bool) -> None:
    assert same_date(a, b) is same
    assert same_date(b, a) is same


def test_the_context_holds_what_a_statement_merges_and_the_neighbours_of_the_likest() -> None:
    glossary = Glossary.builtin()
    source = "塔高80米。塔由石匠行会建造。猫很多。桥长900米。天气很好。茶馆有7张桌子。"
    passages = read_passages(source, Language.ZH_HANS, glossary)
    (statement,) = read_passages("塔高80米，桥长900米。", Language.ZH_HANS, glossary)
    assert {0, 1, 3} <= set(context_of(statement, passages))
    assert context_of(statement, []) == []


@pytest.mark.parametrize("digits", [28, 36])
def test_figures_that_are_too_long_to_be_rounded_are_compared_as_they_stand(digits: int) -> None:
    figure = ("123456789" * 4)[:digits]
    source = f"Sales rose {figure}% to ${figure} billion. The rest, {figure[::-1]}%, went abroad."
    assert not disagreements(source, source, Language.EN, Language.EN)
    assert disagreements(source.replace(figure, figure.replace("1", "2")), source, Language.EN, Language.EN)
