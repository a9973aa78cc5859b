"""Revisions of the ledger database, oldest first."""
