"""The web chat: one page a question, complete without JavaScript, also inside WeChat's own browser."""
