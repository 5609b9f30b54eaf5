"""The command line: one file per command; what plugins bring comes through hooks."""
