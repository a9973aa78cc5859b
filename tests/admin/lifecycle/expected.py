"""Who should be able to open what: plain sets of names that each act changes as the promises say. No key is in here."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

OFFICE, CUSTODY, POLICE, ESCALATION = "office", "custody", "police", "escalation"
LEAD_UNITS = (OFFICE, POLICE, ESCALATION)
"""Units that may hold a lead; the office supervises and keeps what it hands on."""
UNITS = (*LEAD_UNITS, CUSTODY)
REVEALED_WITHIN = timedelta(hours=24)
CALLED_WITHIN = timedelta(days=3)
DECIDED_WITHIN = timedelta(days=7)


@dataclass
class Loan:
    """A half that was sealed anew to one person, for a request or a call-back of a unit's member."""

    person: str
    unit: str
    until: datetime


@dataclass
class Asked:
    """A request to see who reported, not decided yet."""

    lead: bytes
    person: str
    unit: str
    until: datetime


@dataclass
class Lead:
    """One report. `opens`: by each unit that holds it, who knows the key that its grant is sealed to.

    `found` is the same for what the unit's search keeps of it; `keepers` open the half that custody holds, None where
    there is none (any more). `lent` are halves of custody by request, `called` halves of the lead by call-back.
    """

    opens: dict[str, set[str]]
    keepers: set[str] | None
    excluded: set[str]
    arrived: bool = False
    destroyed: bool = False
    found: dict[str, set[str]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    lent: dict[bytes, Loan] = field(default_factory=dict)
    called: dict[bytes, Loan] = field(default_factory=dict)

    @property
    def named(self) -> bool:
        """Whether there is an identity (still)."""
        return self.keepers is not None

    @property
    def openers(self) -> set[str]:
        """Everybody who opens the report."""
        return set().union(*self.opens.values())

    @property
    def first_half(self) -> set[str]:
        """Everybody who has the half of the lead."""
        return self.openers | {loan.person for loan in self.called.values()}

    @property
    def second_half(self) -> set[str]:
        """Everybody who has the half of custody."""
        return (self.keepers or set()) | {loan.person for loan in self.lent.values()}


@dataclass
class Expected:
    """The office as the promises want it. Recovery pages count as a person who knows what they open."""

    members: dict[str, set[str]]
    knows: dict[str, set[str]] = field(init=False)
    """By unit: who knows the key that the policy names."""
    next: dict[str, set[str]] = field(default_factory=dict)
    """By unit: who knows the key that was prepared and that no policy names yet."""
    pages: dict[str, str] = field(default_factory=dict)
    """The newest pages of a unit, and `named_pages`: those that the policy names."""
    named_pages: dict[str, str] = field(default_factory=dict)
    former: dict[str, set[str]] = field(default_factory=dict)
    leads: dict[bytes, Lead] = field(default_factory=dict)
    asked: dict[bytes, Asked] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.knows = {unit: set(people) for unit, people in self.members.items()}

    def units_of(self, person: str) -> set[str]:
        """Units that the person is in."""
        return {unit for unit, people in self.members.items() if person in people}

    def sees(self, person: str, lead_id: bytes) -> bool:
        """Whether the staff site opens the lead for them."""
        lead = self.leads[lead_id]
        mine = self.units_of(person)
        shut = person in lead.withdrawn or not lead.excluded.isdisjoint(mine | self.former.get(person, set()))
        return lead.arrived and not shut and not mine.isdisjoint(lead.opens)

    def viewers(self, lead_id: bytes, unit: str) -> list[str]:
        """Members of a unit who see a lead."""
        return sorted(one for one in self.members[unit] if self.sees(one, lead_id))

    def may_be_lent(self, asked: Asked, now: datetime) -> bool:
        """Whether who asked is still of the unit that holds the lead, and there is something to lend, in time."""
        lead = self.leads[asked.lead]
        there = asked.person in self.members[asked.unit] and asked.unit in lead.opens
        return there and lead.named and asked.person not in lead.withdrawn and now < asked.until

    def filed(self, lead_id: bytes, named: bool, excluded: set[str]) -> None:
        """To office and police, else to whoever stands outside of their chain."""
        receivers = [unit for unit in (OFFICE, POLICE) if unit not in excluded] or [ESCALATION]
        opens = {unit: set(self.knows[unit]) for unit in receivers}
        self.leads[lead_id] = Lead(opens, set(self.knows[CUSTODY]) if named else None, excluded)

    def joined(self, person: str, unit: str) -> None:
        """They open what the unit holds, old and new."""
        self.members[unit].add(person)
        self.former.get(person, set()).discard(unit)
        self._learns(person, unit)

    def printed(self, pages: str, unit: str) -> None:
        """New pages open what the old ones did; the old ones go on opening it."""
        self.pages[unit] = pages
        self._learns(pages, unit)

    def prepared(self, unit: str, leavers: set[str]) -> None:
        """Leavers lose the site at once, and the keys once everything is sealed anew."""
        self.members[unit] -= leavers
        for person in leavers:
            self.former.setdefault(person, set()).add(unit)
        self.next[unit] = self.members[unit] | ({self.pages[unit]} if unit in self.pages else set())

    def published(self) -> None:
        """From now on everything new is sealed to the prepared keys."""
        self.knows |= self.next
        self.next = {}
        self.named_pages |= self.pages

    def finished(self, unit: str) -> None:
        """All that has arrived lies under the key that the policy names."""
        for lead in self.leads.values():
            if lead.arrived and unit in lead.opens:
                lead.opens[unit] = set(self.knows[unit])
            if lead.arrived and unit == CUSTODY and lead.keepers is not None:
                lead.keepers = set(self.knows[CUSTODY])

    def handed(self, lead_id: bytes, giver: str, to: str) -> None:
        """The receiver gains it and the giver loses it, unless it supervises."""
        lead = self.leads[lead_id]
        lead.opens.setdefault(to, set(self.knows[to]))
        if giver not in (to, OFFICE):
            self._loses(lead, giver)

    def shut_out(self, lead_id: bytes, unit: str, holder: str) -> None:
        """A unit is excluded, and `holder` has the lead now."""
        lead = self.leads[lead_id]
        lead.excluded.add(unit)
        lead.opens.setdefault(holder, set(self.knows[holder]))
        self._loses(lead, unit)

    def viewed(self, lead_id: bytes, person: str) -> None:
        """Each of the viewer's units that holds it keeps a search text, under its key in force."""
        lead = self.leads[lead_id]
        for unit in self.units_of(person) & set(lead.opens) if not lead.destroyed else ():
            lead.found[unit] = set(self.knows[unit])

    def destroyed(self, lead_id: bytes) -> None:
        """Nobody opens the identity again, together or alone."""
        lead = self.leads[lead_id]
        lead.keepers, lead.lent, lead.called, lead.destroyed = None, {}, {}, True

    def passed(self, now: datetime) -> None:
        """What was lent for a time is gone after it."""
        for lead in self.leads.values():
            for loans in (lead.lent, lead.called):
                for over in [loan_id for loan_id, loan in loans.items() if loan.until <= now]:
                    del loans[over]

    def _learns(self, person: str, unit: str) -> None:
        groups = [self.knows[unit]]
        groups += [self.next[unit]] if unit in self.next else []
        for lead in self.leads.values():
            groups += [group[unit] for group in (lead.opens, lead.found) if unit in group]
            groups += [lead.keepers] if unit == CUSTODY and lead.keepers is not None else []
        for group in groups:
            group.add(person)

    def _loses(self, lead: Lead, unit: str) -> None:
        lead.opens.pop(unit, None)
        lead.found.pop(unit, None)
