"""The commands of people: what is typed, found, planned and printed."""
