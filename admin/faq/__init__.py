"""The questions and answers as editors keep them: shipped entries, local edits over them, and what bots fetch."""
