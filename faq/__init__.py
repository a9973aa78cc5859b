"""Questions and answers of the tip line: a corpus of entries, and the matcher that finds the right one.

Pure: no Telegram, no database, no network; it reads its own data files only.
"""
