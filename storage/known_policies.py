"""The bot's copy of the policy chain and of the corpus."""

from datetime import datetime

from sqlalchemy import delete, select

from storage.repository import Repository
from storage.tables.bot import KnownCorpus, KnownPolicy
from storage.vault.policy import SignedPolicy


class KnownPolicies(Repository):
    """`work.policies` on the bot host."""

    async def add(self, version: int, signed: SignedPolicy) -> None:
        """Keeps a checked link. Raises AlreadyDone where this version is held: nothing beside the chain is kept."""
        await self._add_once(
            KnownPolicy(
                version=version,
                body=signed.body,
                office_signature=signed.office_signature,
                custody_signature=signed.custody_signature,
                fingerprint=signed.fingerprint,
            ),
            "this policy version is held already",
        )

    async def chain(self) -> list[SignedPolicy]:
        """The whole chain, oldest first."""
        rows = (await self._session.scalars(select(KnownPolicy).order_by(KnownPolicy.version))).all()
        return [SignedPolicy(row.body, row.office_signature, row.custody_signature) for row in rows]


class KnownCorpora(Repository):
    """`work.corpus`."""

    async def newest(self) -> KnownCorpus | None:
        """The corpus in use, None before the first was fetched."""
        return (await self._session.scalars(select(KnownCorpus).order_by(KnownCorpus.at.desc()).limit(1))).first()

    async def keep(self, etag: str, body: bytes, at: datetime) -> None:
        """Keeps this corpus as the one in use and drops all others."""
        await self._session.execute(delete(KnownCorpus))
        await self._add(KnownCorpus(etag=etag, body=body, at=at))
