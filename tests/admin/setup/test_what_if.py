"""What is foretold of a lead is what sealing does, and why."""

from itertools import product
from typing import Any

import pytest

from admin.services import Services
from admin.setup.founding import Founded
from admin.setup.what_if import Example, Outcome, outcome
from faq.names import toneless
from storage.errors import NoReceiver
from storage.report import Identity
from storage.vault.policy_document import PolicyDocument, Route, ShieldName
from tests.admin.desk import Desk
from tests.storage.vault.worlds import document

pytestmark = pytest.mark.anyio
POLICY = document(
    routes=(
        Route(units=("office",), supervising=("office",)),
        Route(areas=("east",), categories=("lending",), units=("discipline",)),
        Route(officials=True, units=("police", "discipline"), supervising=("office",)),
    )
)
NOBODY = frozenset[str]()


def example(
    area: str | None = "east", category: str | None = "village", officials: bool = False,
    avoided: frozenset[str] = NOBODY, names: str = "",
) -> Example:  # fmt: skip
    return Example(area, category, officials, avoided, names)


def kinds(found: Outcome) -> list[str]:
    return [reason.kind for reason in found.reasons]


def with_names(policy: PolicyDocument, unit: str, *names: str) -> PolicyDocument:
    """The policy with these people under the shield."""
    shield = tuple(ShieldName(name=name, pinyin=toneless(name)) for name in names)
    units = tuple(one.model_copy(update={"names": shield}) if one.id == unit else one for one in policy.units)
    return policy.model_copy(update={"units": units})


@pytest.mark.parametrize("officials", [False, True])
@pytest.mark.parametrize(
    "avoided", [(), ("police",), ("office",), ("custody",), ("office", "police"), ("office", "police", "escalation")]
)
async def test_sealing_does_what_was_foretold(
    office: Services, founded: Founded, officials: bool, avoided: tuple[str, ...]
) -> None:
    """For every area and category, against the very bytes that the exposed host would send."""
    desk, policy = Desk(office, founded), founded.policy.document
    for (at, area), category in product(enumerate(policy.areas), policy.categories[:2]):
        told = outcome(policy, Example(area.id, category, officials, frozenset(avoided), ""))
        for identity in (None, Identity(name="测试人", phone="13800001111")):
            given: dict[str, Any] = {"officials": "yes" if officials else "no", "category": category, "area": at}
            if not told.receivers or (identity and not told.asks_identity):
                with pytest.raises(NoReceiver):
                    desk.seal(identity=identity, excluded=avoided, **given)
                continue
            envelope = desk.seal(identity=identity, excluded=avoided, **given).envelope
            assert tuple(grant.unit for grant in envelope.grants) == told.receivers
            assert envelope.restricted == told.restricted


def test_the_most_exact_route_is_named_as_the_reason() -> None:
    assert kinds(outcome(POLICY, example())) == ["route_every"]
    assert kinds(outcome(POLICY, example(category="lending"))) == ["route_exact"]
    found = outcome(POLICY, example(officials=True))
    assert kinds(found) == ["route_officials"]
    assert (found.both_sides, found.watching) == (True, ("office",))


def test_an_area_that_a_version_does_not_know_is_left_open_there() -> None:
    assert outcome(POLICY, example(area="nowhere", category="lending")).receivers == ("office",)


def test_a_name_or_its_sound_shuts_the_unit_out_without_saying_whose_it_is() -> None:
    policy = with_names(POLICY, "office", "关丽")
    for names in ("关丽镇长", "guan li", "官力"):
        found = outcome(policy, example(names=names))
        assert [(reason.kind, reason.units) for reason in found.reasons] == [
            ("matched", ("office",)), ("escalated", ("above",)),
        ]  # fmt: skip
        assert found.restricted
    assert outcome(policy, example(names="别人")).receivers == ("office",)


def test_custody_avoided_asks_for_no_name_and_takes_the_lead() -> None:
    found = outcome(POLICY, example(avoided=frozenset({"custody"})))
    assert found.receivers == ("office",)
    assert not found.asks_identity
    assert "custody" in kinds(found)


def test_it_says_when_a_reporter_learns_that_nothing_is_taken() -> None:
    everybody = frozenset({"office", "police", "discipline", "above"})
    assert kinds(outcome(POLICY, example(avoided=everybody))) == ["avoided", "nothing_early"]
    alone = POLICY.model_copy(update={"escalation": None})
    found = outcome(alone, example(category="lending", avoided=frozenset({"discipline"})))
    assert (found.receivers, found.reasons[-1].kind) == ((), "nothing_early")
    named = outcome(with_names(alone, "office", "关丽"), example(names="关丽"))
    assert (named.receivers, kinds(named)) == ((), ["matched", "nothing_names"])


def test_names_do_not_print() -> None:
    assert "关丽" not in repr(example(names="关丽"))
