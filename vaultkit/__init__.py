"""vaultkit: the people in a plain-markdown vault, and a toolkit for plugins over it."""

__version__ = "0.1.0"
