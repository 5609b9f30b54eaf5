"""The text room: pure functions, text in and values out; no disk, no clock."""
