from faq.corpus import Corpus
from faq.evaluate import Case
from faq.lessons import lessons
from tests.faq.conftest import small


def corpus() -> Corpus:
    return small(
        ("boat", "游船在哪里", ["怎么坐游船", "游船几点开", "坐船多少钱"]),
        ("park", "停车场在哪里", ["哪里能停车", "停车多少钱", "车放哪儿"]),
    )


def test_every_alias_is_asked_held_out_and_with_the_right_entry_known() -> None:
    learned = list(lessons(corpus(), [Case("讲个笑话", ("none",), "far")]))
    held_out = [lesson for lesson in learned if lesson.has_answer]
    assert len(held_out) >= 6
    for lesson in held_out:
        assert all(lesson.items[place].number in (0, 1) for place in lesson.right)
    assert not any(lesson.right for lesson in learned if not lesson.has_answer)


def test_the_same_corpus_gives_the_same_lessons() -> None:
    assert list(lessons(corpus(), [])) == list(lessons(corpus(), []))
