"""All tables of the inside host. Importing this module fills `LedgerBase.metadata`."""

from storage.tables.ledger.access import AccessEntry, Block, BlockEntry, WaitingEntry
from storage.tables.ledger.acknowledgements import Acknowledgement
from storage.tables.ledger.bars import Bar, LookedOver
from storage.tables.ledger.base import LedgerBase
from storage.tables.ledger.bots import BotReport
from storage.tables.ledger.faq import FaqQuestion, FaqRevision, FaqVote
from storage.tables.ledger.grants import NO_DUE_DAY, CustodyShare, Grant
from storage.tables.ledger.identity_access import CallBackRow, IdentityRequest, ResealedShare
from storage.tables.ledger.invitations import Invitation
from storage.tables.ledger.lead_index import IndexKey, LeadTag, SearchText
from storage.tables.ledger.leads import Lead
from storage.tables.ledger.notes import LeadEvent, LeadRead, Note
from storage.tables.ledger.overdue import OverdueStage
from storage.tables.ledger.policies import Policy, PolicyProposal
from storage.tables.ledger.restores import RestoreSigning
from storage.tables.ledger.retention import Destruction, DestructionLine, Protection
from storage.tables.ledger.rewards import Reward
from storage.tables.ledger.sessions import Device, SigninDelay, StaffSession
from storage.tables.ledger.settings import Setting
from storage.tables.ledger.staff import Passkey, SpareCode, Staff, StaffKeys
from storage.tables.ledger.successors import Successor
from storage.tables.ledger.thread import ThreadMessage
from storage.tables.ledger.tickets import Ticket
from storage.tables.ledger.units import Membership, OldSeed, Roster, Unit, UnitKey, UnitSeed

__all__ = [
    "NO_DUE_DAY", "AccessEntry", "Acknowledgement", "Bar", "Block", "BlockEntry", "BotReport", "CallBackRow",
    "CustodyShare", "Destruction", "DestructionLine", "Device", "FaqQuestion", "FaqRevision", "FaqVote", "Grant",
    "IdentityRequest", "IndexKey", "Invitation", "Lead", "LeadEvent", "LeadRead", "LeadTag", "LedgerBase",
    "LookedOver", "Membership", "Note", "OldSeed", "OverdueStage", "Passkey", "Policy", "PolicyProposal", "Protection",
    "ResealedShare", "RestoreSigning", "Reward", "Roster", "SearchText", "Setting", "SigninDelay", "SpareCode",
    "Staff", "StaffKeys", "StaffSession", "Successor", "ThreadMessage", "Ticket", "Unit", "UnitKey", "UnitSeed",
    "WaitingEntry",
]  # fmt: skip
