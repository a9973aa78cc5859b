"""Use cases of set-up: first administrator, units and their seeds, invitations, joining, policies, contacts."""
