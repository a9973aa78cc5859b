"""Made-up entries of other offices, so that the matcher can be tried among five or a hundred thousand of them."""

import random
from collections.abc import Iterator

from faq.corpus import Corpus
from faq.entry import Entry
from faq.resources import read_lines

PLACES = "北上广深成武西郑长南杭青昆贵宁合福厦太兰沈"
WHO = ("个人", "外地人", "老年人", "学生", "农民工", "退役军人", "残疾人", "企业", "个体户", "孕妇", "未成年人")
FORMS = (
    "{place}市{subject}怎么办理",
    "{who}申请{subject}需要什么材料",
    "{subject}在{place}城哪里办",
    "{place}省{subject}收费标准是多少",
    "{who}的{subject}什么时候可以领取",
    "{subject}丢失了怎么补办",
    "{place}州{subject}咨询电话是多少",
    "{subject}多久能办好",
    "{who}办{subject}有什么条件",
    "{place}县{subject}新政策的主要内容",
    "{subject}逾期了怎么处理",
    "{subject}和{other}有什么区别",
    "{place}区{who}{subject}网上预约流程",
    "如何投诉{place}市的{subject}问题",
    "{subject}举报有奖励吗{place}",
    "{who}{subject}违规怎么处罚",
)


def strangers(count: int) -> Iterator[Entry]:
    """That many different entries, the same ones each time."""
    chance = random.Random(11)
    subjects = [word for line in read_lines("elsewhere.txt") for word in line.split() if not word.isdigit()]
    seen: set[str] = set()
    while len(seen) < count:
        question = chance.choice(FORMS).format(
            place=chance.choice(PLACES),
            who=chance.choice(WHO),
            subject=chance.choice(subjects),
            other=chance.choice(subjects),
        )
        if question not in seen:
            seen.add(question)
            yield Entry(
                f"stranger_{len(seen)}", question, (), f"{question}：请到当地窗口或者网站办理，以当地规定为准。"
            )


def among_strangers(corpus: Corpus, count: int) -> Corpus:
    """The corpus with strangers up to `count` entries in all."""
    return Corpus((*corpus.entries, *strangers(max(0, count - len(corpus)))))
