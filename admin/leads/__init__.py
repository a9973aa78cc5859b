"""What officers do with leads: use cases between the pages and the ledger."""
