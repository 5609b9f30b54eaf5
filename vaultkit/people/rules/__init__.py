"""The rules: pure functions from people to verdicts and steps (docs/relationship.md)."""
