"""How people reach the dialog: each channel turns its own messages into inputs and replies into its own messages."""
