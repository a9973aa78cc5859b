"""Revisions of the bot database, oldest first."""
