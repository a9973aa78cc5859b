from pathlib import Path

from faq.calibrate import calibrate
from faq.corpus import Corpus
from faq.entry import Entry
from faq.evaluate import Case
from faq.features import NAMES
from faq.match import Matcher
from faq.tuning import SURE_NAMES, Tuning


def grown() -> Corpus:
    subjects = {"map": "地图", "boat": "游船", "ticket": "门票", "park": "停车", "food": "餐厅"}
    forms = ("{}在哪里", "{}怎么买", "哪里有{}", "请问{}多少钱", "我要找{}", "{}几点开始")
    return Corpus(
        tuple(
            Entry(name, f"关于{word}", tuple(form.format(word) for form in forms), f"{word}在门口。")
            for name, word in subjects.items()
        )
    )


CASES = [
    Case("游船要多少钱呀", ("boat",), "k"),
    Case("哪儿能停车", ("park",), "k"),
    *(Case(typed, ("none",), "k") for typed in ("明天下雨吗", "讲个笑话", "你几岁", "唱首歌", "股票涨了吗")),
]


def test_what_is_learned_answers_the_corpus_and_refuses_the_rest() -> None:
    corpus = grown()
    tuning = calibrate(corpus, CASES)
    matcher = Matcher(corpus, tuning)
    assert matcher.ask("游船要多少钱呀").ids[0] == "boat"
    assert matcher.ask("讲个笑话").zone == "refuse"
    assert tuning.suggest_from <= tuning.answer_from


def test_the_same_questions_give_the_same_tuning() -> None:
    assert calibrate(grown(), CASES) == calibrate(grown(), CASES)


def test_a_saved_tuning_is_the_same(tmp_path: Path) -> None:
    tuning = Tuning(dict.fromkeys(NAMES, 0.1), dict.fromkeys(NAMES, 0.3), dict.fromkeys(SURE_NAMES, 0.2), 0.3, 0.9, 0.1)
    tuning.save(tmp_path / "t.json")
    assert Tuning.load(tmp_path / "t.json") == tuning


def test_the_shipped_tuning_fits_the_features() -> None:
    shipped = Tuning.shipped()
    assert set(shipped.rank) == set(shipped.bare) == set(NAMES)
    assert set(shipped.sure) == set(SURE_NAMES)
