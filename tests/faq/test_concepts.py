from faq import concepts
from faq.resources import read_yaml
from faq.text import bare


def names(question: str) -> set[str]:
    known = concepts.shipped()
    return {known.names[sign] for sign in known.signs(known.canonical(bare(question)))}


def test_words_of_one_meaning_share_a_sign() -> None:
    assert concepts.shipped().canonical(bare("坐几年牢")) == concepts.shipped().canonical(bare("判多久"))


def test_the_longest_word_wins() -> None:
    assert names("恶势力犯罪集团") == {"恶势力集团"}


def test_a_word_belongs_to_one_group_only() -> None:
    owners: dict[str, str] = {}
    clashes = []
    for groups in read_yaml("synonyms.yaml").values():
        for name, words in groups.items():
            for word in map(bare, map(str, words)):
                if owners.setdefault(word, name) != name:
                    clashes.append((word, name, owners[word]))
    assert clashes == []


def test_unknown_words_stay_as_they_are() -> None:
    assert concepts.shipped().canonical("蓝天白云") == "蓝天白云"
