"""Names are asked for, approved, revealed, called, destroyed, and what was lent ends."""

from datetime import timedelta

from hypothesis import strategies as st

from tests.admin.lifecycle.expected import CALLED_WITHIN, CUSTODY, DECIDED_WITHIN, REVEALED_WITHIN, Asked, Loan
from tests.admin.lifecycle.machine import ANY, OfficeMachine, act
from tests.admin.lifecycle.stage import REPORTER


class IdentityActs(OfficeMachine):
    """Acts on identities."""

    @act(lead=ANY, who=ANY)
    def ask(self, lead: int, who: int) -> None:
        lead_id = self.a_lead(lead)
        person = self.a_viewer(who, lead_id)
        if person is None:
            return
        may = self.office.leads[lead_id].named
        asked = self.does(self.stage.ask(person, self.numbers[lead_id]), "ask", may)
        if asked is not None:
            request_id, unit = asked
            self.office.asked[request_id] = Asked(lead_id, person, unit, self.stage.now + DECIDED_WITHIN)

    @act(which=ANY, by=ANY)
    def approve(self, which: int, by: int) -> None:
        request_id = self.one(self.office.asked, which)
        if request_id is None:
            return
        asked, custodian = self.office.asked[request_id], self.a_member(CUSTODY, by)
        may = self.office.may_be_lent(asked, self.stage.now)
        if self.does(self.stage.approve(custodian, request_id), "approve", may):
            del self.office.asked[request_id]
            loan = Loan(asked.person, asked.unit, self.stage.now + REVEALED_WITHIN)
            self.office.leads[asked.lead].lent[request_id] = loan

    @act(lead=ANY, which=ANY, who=ANY, oneself=st.booleans())
    def reveal(self, lead: int, which: int, who: int, oneself: bool) -> None:
        lead_id = self.a_lead(lead)
        lent = self.office.leads[lead_id].lent
        request_id = self.one(lent, which)
        person = self.one(self.people, who)
        if request_id is None or person is None:
            return
        person = lent[request_id].person if oneself else person
        may = person == lent[request_id].person and self.office.sees(person, lead_id)
        seen = self.does(self.stage.reveal(person, self.numbers[lead_id], request_id), "reveal", may)
        if seen is not None:
            assert seen == REPORTER
            del lent[request_id]

    @act(lead=ANY, who=ANY, custodian=ANY)
    def ask_to_call(self, lead: int, who: int, custodian: int) -> None:
        lead_id = self.a_lead(lead)
        person, called = self.a_viewer(who, lead_id), self.a_member(CUSTODY, custodian)
        if person is None:
            return
        may = self.office.leads[lead_id].named
        asked = self.does(self.stage.ask_to_call(person, self.numbers[lead_id], called), "ask to call", may)
        if asked is not None:
            loan = Loan(called, asked[1], self.stage.now + CALLED_WITHIN)
            self.office.leads[lead_id].called[asked[0]] = loan

    @act(lead=ANY, which=ANY, by=ANY)
    def call(self, lead: int, which: int, by: int) -> None:
        called = self.office.leads[self.a_lead(lead)].called
        call_id, custodian = self.one(called, which), self.a_member(CUSTODY, by)
        if call_id is None:
            return
        may = custodian == called[call_id].person
        seen = self.does(self.stage.call(custodian, call_id), "call", may)
        if seen is not None:
            assert seen == REPORTER.name
            del called[call_id]

    @act(lead=ANY)
    def destroy(self, lead: int) -> None:
        lead_id = self.a_lead(lead)
        if self.office.leads[lead_id].named:
            self.does(self.stage.destroy(lead_id), "destroy")
            self.office.destroyed(lead_id)

    @act(hours=st.sampled_from([12, 24 + 1, 15 * 24]))
    def pass_time(self, hours: int) -> None:
        """And what is over is tidied up, as housekeeping does each minute."""
        self.stage.now += timedelta(hours=hours)
        self.does(self.stage.tidy(), "tidy")
        self.office.passed(self.stage.now)
