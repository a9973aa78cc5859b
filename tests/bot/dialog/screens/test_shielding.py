"""防通风报信 in the dialog: who must not see a report is settled before the story, and nothing is taken for nobody."""

import pytest

from bot.dialog.model import Action, Choice, Input, Page, Submit
from tests.bot.dialog.dialogs import Reporter, world

_YES: dict[str, Input] = {"officials": Choice(("yes",))}


def _named(text: str) -> dict[str, Input]:
    return {**_YES, "official_names": Page("official_names", "next", text)}


def _excluded(reporter: Reporter) -> tuple[str, ...]:
    report = next(effect.report for effect in reporter.effects if isinstance(effect, Submit))
    return report.excluded


def test_officials_and_units_are_asked_before_the_story() -> None:
    reporter = Reporter()
    seen: list[str] = []
    reporter.does(Choice(("report",)))
    reporter.goes_to("official_names", **_YES)
    seen.append(reporter.session.place)
    reporter.goes_to("avoid_units")
    assert reporter.session.answer("what").mark == "empty"


def test_a_match_does_not_read_out_whose_name_it_is() -> None:
    reporter = Reporter().goes_to("avoid_units", **_named("章三"))
    assert "张三" not in repr([hint.values for hint in reporter.ask.hints])


@pytest.mark.parametrize("name", ["张三", "章三", "Zhang San"])
def test_a_named_officer_shuts_out_the_own_unit_and_it_is_shown(name: str) -> None:
    reporter = Reporter().goes_to("avoid_units", **_named(name))
    assert [option.value for option in reporter.ask.options if option.checked] == ["police"]
    assert "avoid_units.matched" in [hint.key for hint in reporter.ask.hints]
    reporter.goes_to("review").does(Action("submit"))
    assert _excluded(reporter) == ("police",)
    assert reporter.submits[0].receivers == ("inspection",)


def test_the_reporter_may_take_a_match_out() -> None:
    reporter = Reporter().goes_to("avoid_units", **_named("张三")).does(Page("avoid_units", "next", values=()))
    reporter.goes_to("review").does(Action("submit"))
    assert _excluded(reporter) == ()


def test_a_match_counts_even_where_the_page_is_passed_by_direct_submission() -> None:
    reporter = Reporter().goes_to("who").does(Page("who", "submit_now", "后台是李四"))
    assert reporter.page.step == "review"
    reporter.does(Action("submit"))
    assert _excluded(reporter) == ("inspection",)


def test_a_name_found_in_who_is_shown_and_may_be_taken_out() -> None:
    reporter = Reporter().goes_to("who").does(Page("who", "next", "后台是李四"))
    assert reporter.ask.step == "shield"
    assert [option.value for option in reporter.ask.options if option.checked] == ["inspection"]
    reporter.does(Page("shield", "next", values=())).goes_to("review").does(Action("submit"))
    assert _excluded(reporter) == ()


def test_a_match_taken_out_before_is_not_raised_again_by_the_same_name() -> None:
    reporter = Reporter().goes_to("avoid_units", **_named("张三")).does(Page("avoid_units", "next", values=()))
    assert reporter.goes_to("who").does(Page("who", "next", "张三他们")).ask.step == "how_known"


def test_without_a_receiving_unit_the_escalation_unit_receives() -> None:
    reporter = Reporter().goes_to("avoid_units").does(Page("avoid_units", "next", values=("police", "inspection")))
    reporter.goes_to("review")
    assert "review.escalated" in [note.key for note in reporter.review.notes]
    reporter.does(Action("submit"))
    assert (reporter.submits[0].receivers, reporter.submits[0].escalated) == (("above",), True)


def test_where_nobody_may_receive_it_is_said_before_the_story_with_where_to_turn() -> None:
    everyone = ("police", "inspection", "above")
    reporter = Reporter().goes_to("avoid_units").does(Page("avoid_units", "next", values=everyone))
    assert reporter.ask.step == "blocked"
    hints = [hint.key for hint in reporter.ask.hints]
    assert "blocked.why" in hints
    assert "blocked.late" not in hints
    assert reporter.does(Page("what", "next", "故事")).said == ["stale.page"]
    assert reporter.session.answer("what").mark == "empty"


def test_a_blocked_reporter_may_go_back_and_change_it() -> None:
    everyone = ("police", "inspection", "above")
    reporter = Reporter().goes_to("avoid_units").does(Page("avoid_units", "next", values=everyone))
    assert reporter.does(Action("back")).ask.step == "avoid_units"
    assert reporter.does(Page("avoid_units", "next", values=("police",))).ask.step == "identity"


def test_a_policy_without_escalation_unit_blocks_as_well() -> None:
    def only_police(area: object, category: object, officials: bool, excluded: frozenset[str]) -> object:
        return None if "police" in excluded else (("police",), False)

    reporter = Reporter(world(routing=only_police))
    reporter.goes_to("avoid_units").does(Page("avoid_units", "next", values=("police",)))
    assert reporter.ask.step == "blocked"


def test_an_area_without_receiver_blocks_before_the_story() -> None:
    def baishui_only(area: object, category: object, officials: bool, excluded: frozenset[str]) -> object:
        return (("police",), False) if area == "baishui" else None

    reporter = Reporter(world(routing=baishui_only)).goes_to("area").does(Choice(("heiniu",)))
    assert reporter.ask.step == "blocked"
    assert reporter.does(Action("edit:area")).ask.step == "area"
    assert reporter.does(Choice(("baishui",))).ask.step == "what"


def test_a_late_match_that_leaves_nobody_keeps_the_story_and_says_it_is_not_submitted() -> None:
    def only_police(area: object, category: object, officials: bool, excluded: frozenset[str]) -> object:
        return None if "police" in excluded else (("police",), False)

    reporter = Reporter(world(routing=only_police)).goes_to("who").does(Page("who", "next", "张三"))
    assert reporter.ask.step == "shield"
    reporter.does(Page("shield", "next", values=("police",)))
    assert reporter.ask.step == "blocked"
    assert "blocked.late" in [hint.key for hint in reporter.ask.hints]
    assert reporter.session.answer("what").texts
    reporter.does(Choice(("edit:shield",)), Page("shield", "next", values=()))
    assert reporter.goes_to("review").does(Action("submit")).submits


def test_when_custody_is_shut_out_identity_is_not_asked_and_none_is_kept() -> None:
    reporter = Reporter().goes_to("review", identity=Choice(("named",)))
    assert reporter.session.answer("name").texts
    reporter.does(Action("edit:avoid_units"), Page("avoid_units", "next", values=("custody",)))
    assert reporter.page.step == "review"
    assert "review.custody_excluded" in [note.key for note in reporter.review.notes]
    assert not {"identity", "name", "phone"} & set(reporter.session.answers)
    reporter.does(Action("submit"))
    assert reporter.submits[0].identity is None


def test_changing_the_officials_asks_again_who_must_not_see_it() -> None:
    reporter = Reporter().goes_to("review")
    reporter.does(Action("edit:officials"), Page("officials", "next", values=("yes",)))
    assert reporter.ask.step == "official_names"
    reporter.does(Page("official_names", "next", "张三"))
    assert reporter.ask.step == "avoid_units"
    assert [option.value for option in reporter.ask.options if option.checked] == ["police"]
    assert reporter.does(Page("avoid_units", "next", values=("police",))).page.step == "review"
