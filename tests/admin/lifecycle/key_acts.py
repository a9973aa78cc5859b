"""People join and leave, keys are prepared, published and finished with, pages are printed and used."""

from hypothesis import strategies as st

from tests.admin.lifecycle.expected import CUSTODY, OFFICE, UNITS
from tests.admin.lifecycle.machine import ANY, CUSTODIANS, UNIT, OfficeMachine, act


class KeyActs(OfficeMachine):
    """Acts on units' keys."""

    @act(who=ANY, unit=UNIT, by=ANY)
    def join(self, who: int, unit: str, by: int) -> None:
        person = self.one([one for one in self.people if one not in self.office.members[unit]], who)
        member = self.a_member(unit, by)
        if person is None:
            return
        may = (person in CUSTODIANS) == (unit == CUSTODY)
        if self.does(self.stage.join(person, unit, member), "join", may):
            self.office.joined(person, unit)

    @act(unit=UNIT, by=ANY, leaving=ANY, somebody=st.booleans())
    def prepare(self, unit: str, by: int, leaving: int, somebody: bool) -> None:
        maker = self.a_member(unit, by)
        left = self.one(sorted(self.office.members[unit] - {maker}), leaving) if somebody else None
        leavers = {left} if left else set()
        if self.does(self.stage.prepare(unit, maker, sorted(leavers)), "prepare"):
            self.office.prepared(unit, leavers)
            self.makers[unit] = maker

    @act()
    def publish(self) -> None:
        """Whoever made a key signs first with it."""
        office, custody = (self.makers.get(unit) or self.a_member(unit, 0) for unit in (OFFICE, CUSTODY))
        if self.does(self.stage.publish((office, custody)), "publish"):
            self.office.published()
            self.makers = {}

    @act(by=ANY)
    def finish(self, by: int) -> None:
        for unit in UNITS:
            done = self.does(self.stage.finish(unit, self.a_member(unit, by)), "finish")
            assert done is not None
            assert (done.broken, done.left) == (0, 0)
            self.done["sealed anew"] += done.moved
            self.office.finished(unit)

    @act(by=ANY)
    def erase(self, by: int) -> None:
        """All that nothing needs any more, as the product finds out; a bot that still holds a report would be asked."""
        for unit in UNITS if not self.waiting else ():
            self.done["erased"] += self.does(self.stage.erase(unit, self.a_member(unit, by)), "erase") or 0

    @act(unit=UNIT, by=ANY)
    def print_pages(self, unit: str, by: int) -> None:
        made = self.does(self.stage.print_pages(unit, self.a_member(unit, by)), "print")
        assert made is not None
        name = f"pages {len(self.pages)} of {unit}"
        self.pages[name], pair = made
        self.thieves.held[name] = {pair.public.id: pair}
        self.office.printed(name, unit)

    @act(who=ANY, unit=UNIT, two=st.permutations(range(3)))
    def recover(self, who: int, unit: str, two: list[int]) -> None:
        person = self.one([one for one in self.people if one not in self.office.members[unit]], who)
        name = self.office.named_pages.get(unit)
        if person is None or name is None:
            return
        may = (person in CUSTODIANS) == (unit == CUSTODY)
        typed = [self.pages[name][place] for place in two[:2]]
        if self.does(self.stage.recover(person, unit, typed), "recover", may):
            self.office.joined(person, unit)
