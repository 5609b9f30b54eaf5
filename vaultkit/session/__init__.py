"""The composition root: a vault, its settings, its plugins, a day."""
