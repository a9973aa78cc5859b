"""What is kept and how it is protected: no Telegram, no HTTP, no HTML."""
