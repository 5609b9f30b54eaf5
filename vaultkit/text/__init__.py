"""Pure functions from text to values and back: no disk, no clock."""
