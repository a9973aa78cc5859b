"""Opening an identity by two people, and calling a reporter back: use cases between the pages and the ledger."""
