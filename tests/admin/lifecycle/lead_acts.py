"""Leads are filed, handed on, given back, merged and looked at; units are shut out and people withdraw."""

from hypothesis import strategies as st

from admin.workflow.states import MoveName
from tests.admin.lifecycle.expected import CUSTODY, OFFICE, POLICE
from tests.admin.lifecycle.machine import ANY, LEAD_UNIT, OfficeMachine, act

MOST_LEADS = 5


class LeadActs(OfficeMachine):
    """Acts on leads."""

    @act(named=st.booleans(), excluded=st.lists(st.sampled_from([OFFICE, POLICE]), unique=True), late=st.booleans())
    def file(self, named: bool, excluded: list[str], late: bool) -> None:
        if len(self.office.leads) == MOST_LEADS:
            return
        sealed = self.stage.seal(named, excluded)
        self.office.filed(sealed.envelope.lead_id, named, set(excluded))
        self.waiting.append(sealed)
        if not late:
            self.deliver()

    @act()
    def deliver(self) -> None:
        """What was sealed to a key that may have changed since."""
        for sealed in self.waiting:
            lead_id = sealed.envelope.lead_id
            self.numbers[lead_id] = self.runner.run(self.stage.deliver(sealed))
            self.office.leads[lead_id].arrived = True
        self.waiting = []

    @act(lead=ANY, to=LEAD_UNIT, who=ANY, back=st.booleans())
    def hand_on(self, lead: int, to: str, who: int, back: bool) -> None:
        """By whichever move the lead's state has for it."""
        lead_id = self.a_lead(lead)
        giver = self.holder(lead_id)
        mover = self.one(self.office.viewers(lead_id, giver), who)
        if mover is None:
            return
        for name in (MoveName.RETURN,) if back else (MoveName.ASSIGN, MoveName.TRANSFER):
            may = back or to not in self.office.leads[lead_id].excluded
            if self.does(self.stage.move(mover, self.numbers[lead_id], name, to), name.value, may):
                self.office.handed(lead_id, giver, self.holder(lead_id))
                return

    @act(lead=ANY, who=ANY)
    def hand_to_custody(self, lead: int, who: int) -> None:
        """It never receives a lead."""
        lead_id = self.a_lead(lead)
        mover = self.one(self.office.viewers(lead_id, self.holder(lead_id)), who)
        if mover is not None:
            self.does(self.stage.move(mover, self.numbers[lead_id], MoveName.ASSIGN, CUSTODY), "custody", may=False)

    @act(lead=ANY, unit=LEAD_UNIT, who=ANY)
    def exclude(self, lead: int, unit: str, who: int) -> None:
        lead_id = self.a_lead(lead)
        mover = self.one(self.office.viewers(lead_id, self.holder(lead_id)), who)
        if mover is not None and self.does(self.stage.exclude(mover, self.numbers[lead_id], unit), "exclude"):
            self.office.shut_out(lead_id, unit, self.holder(lead_id))

    @act(lead=ANY, who=ANY, to=LEAD_UNIT)
    def withdraw(self, lead: int, who: int, to: str) -> None:
        lead_id = self.a_lead(lead)
        person, before = self.a_viewer(who, lead_id), self.holder(lead_id)
        if person is not None and self.does(self.stage.withdraw(person, self.numbers[lead_id], to), "withdraw"):
            self.office.leads[lead_id].withdrawn.add(person)
            if self.holder(lead_id) != before:
                self.office.handed(lead_id, before, self.holder(lead_id))

    @act(lead=ANY, other=ANY, who=ANY)
    def merge(self, lead: int, other: int, who: int) -> None:
        """No key moves, and no unit learns of a lead that excludes it by a link from one that it holds."""
        one, two = self.a_lead(lead), self.a_lead(other)
        person = self.a_viewer(who, one, two)
        first, second = self.office.leads[one], self.office.leads[two]
        may = first.excluded.isdisjoint(second.opens) and second.excluded.isdisjoint(first.opens)
        if person is not None:
            self.does(self.stage.link(person, self.numbers[one], self.numbers[two]), "merge", may)

    @act(lead=ANY, who=ANY)
    def view(self, lead: int, who: int) -> None:
        lead_id = self.a_lead(lead)
        person = self.a_viewer(who, lead_id)
        if person is not None and self.does(self.stage.view(person, self.numbers[lead_id]), "view"):
            self.office.viewed(lead_id, person)
