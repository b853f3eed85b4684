from __future__ import annotations

from pipeline.compose.topics import topics
from pipeline.datamodel.fact import Claim
from tests.factories import claim, document, entity, value

OF = document("# 北港封港三天\n北港因台风封港。港口停了三十艘船，渔船都回来了。\n灯塔下有人卖鱼。渔船多，鱼便宜。", title="台风：北港停航 320 班")
PORT = entity("port", "北港", "North Harbour", kind="place")


def stopped(amount: str, low: str) -> Claim:
    return claim(PORT, "count", value=value(amount, low, "count:sailing"))


def test_what_the_title_and_the_text_repeat_is_what_a_document_is_about() -> None:
    about = topics(OF)
    assert about.share("北港的渔船停航") > about.share("灯塔很高")
    assert about.share("") == 0


def test_a_figure_of_the_title_is_in_front() -> None:
    about = topics(OF)
    assert about.front(stopped("320 班", "320"), "北港停了 320 班") == 1.0
    assert about.front(stopped("410 班", "410"), "附近停了 410 班") < 0.5


def test_words_with_the_titles_figure_are_in_front_and_the_subjects_name_alone_is_not() -> None:
    about = topics(OF)
    assert about.front(claim(PORT, "free", words="共有 320 班停航"), "共有 320 班停航") == 1.0
    assert about.front(claim(PORT, "free", words="北港很大"), "北港很大") == 0.0


def test_a_size_in_a_title_is_part_of_a_name() -> None:
    about = topics(document("一段话。", title="Heron 405B 来了"))
    assert not about.tells_figure(claim(PORT, "measure", value=value("405B", "405000000000", "parameter")))


def test_a_document_without_sentences_is_about_nothing() -> None:
    assert topics(document("")).share("北港") == 0
