"""The policy chain on the inside host, and proposals that gather two signatures."""

from datetime import datetime

from sqlalchemy import Update, select, update

from storage.errors import NotFound
from storage.repository import Repository
from storage.tables.ledger import Policy, PolicyProposal
from storage.vault.policy import SignedPolicy


class Policies(Repository):
    """`work.policies`. What is stored is not thereby believed: `storage.vault.policy` checks the chain."""

    async def add(self, version: int, signed: SignedPolicy, active_at: datetime) -> None:
        """Appends a link. Raises AlreadyDone where this version exists: two signers cannot both activate."""
        await self._add_once(
            Policy(
                version=version,
                body=signed.body,
                office_signature=signed.office_signature,
                custody_signature=signed.custody_signature,
                fingerprint=signed.fingerprint,
                active_at=active_at,
            ),
            "this policy version is in force already",
        )

    async def newest(self) -> Policy | None:
        """The link of the highest version."""
        return (await self._session.scalars(select(Policy).order_by(Policy.version.desc()).limit(1))).first()

    async def get(self, version: int) -> Policy | None:
        """One link."""
        return await self._session.get(Policy, version)

    async def active_since(self, version: int) -> datetime | None:
        """When a link came into force."""
        return (await self._session.scalars(select(Policy.active_at).where(Policy.version == version))).first()

    async def after(self, version: int, limit: int | None = None) -> list[Policy]:
        """Links above `version`, oldest first; `after(0)` is the whole chain."""
        newer = select(Policy).where(Policy.version > version).order_by(Policy.version).limit(limit)
        return list((await self._session.scalars(newer)).all())

    async def chain(self, after: int = 0) -> list[SignedPolicy]:
        """Links above the version in the form that is checked, oldest first."""
        rows = await self.after(after)
        return [SignedPolicy(row.body, row.office_signature, row.custody_signature) for row in rows]


class Proposals(Repository):
    """`work.proposals`."""

    async def add(self, proposal: PolicyProposal) -> None:
        """Keeps a policy that waits for its signatures."""
        await self._add(proposal)

    async def get(self, proposal_id: bytes) -> PolicyProposal:
        """One proposal. Raises NotFound."""
        found = await self._session.get(PolicyProposal, proposal_id, populate_existing=True)
        if found is None:
            raise NotFound("no such proposal")
        return found

    async def open(self) -> list[PolicyProposal]:
        """Proposals that wait, oldest first."""
        waiting = select(PolicyProposal).where(PolicyProposal.state == "open")
        return list((await self._session.scalars(waiting.order_by(PolicyProposal.created_at))).all())

    async def sign_for_office(self, proposal_id: bytes, signature: bytes, signer: bytes) -> bool:
        """Adds the office's signature once; False where it is there already or the proposal is no longer open."""
        unsigned = PolicyProposal.office_signature.is_(None)
        statement = _open(proposal_id).where(unsigned).values(office_signature=signature, office_signer=signer)
        return await self._changed(statement) == 1

    async def sign_for_custody(self, proposal_id: bytes, signature: bytes, signer: bytes) -> bool:
        """Adds custody's signature once; False where it is there already or the proposal is no longer open."""
        unsigned = PolicyProposal.custody_signature.is_(None)
        statement = _open(proposal_id).where(unsigned).values(custody_signature=signature, custody_signer=signer)
        return await self._changed(statement) == 1

    async def activate(self, proposal_id: bytes) -> bool:
        """Marks an open, twice signed proposal as in force; False for any other."""
        signed = (PolicyProposal.office_signature.is_not(None), PolicyProposal.custody_signature.is_not(None))
        return await self._changed(_open(proposal_id).where(*signed).values(state="active")) == 1

    async def withdraw(self, proposal_id: bytes) -> bool:
        """Marks an open proposal as withdrawn; False for any other."""
        return await self._changed(_open(proposal_id).values(state="withdrawn")) == 1


def _open(proposal_id: bytes) -> Update:
    return update(PolicyProposal).where(PolicyProposal.id == proposal_id, PolicyProposal.state == "open")
