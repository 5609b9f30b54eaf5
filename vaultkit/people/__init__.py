"""The people plugin: who is in the vault, what was logged with them, and what to do next."""
