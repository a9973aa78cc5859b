"""What reporters left behind goes after its term, by two people: use cases between the pages and the ledger."""
