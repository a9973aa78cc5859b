"""The exposed process: channels, the dialog, sealing and delivery of reports. It holds no private key."""
