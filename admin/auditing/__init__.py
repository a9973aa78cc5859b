"""The auditor's room: who opened what, what stands out, and whether the ledger still holds together."""
