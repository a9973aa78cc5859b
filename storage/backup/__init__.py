"""Backups: each database by its own means, key files and settings, in one age file; and the way back."""
