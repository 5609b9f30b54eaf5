"""The only room that touches files: walking, reading, writing, watching, and what is kept beside a vault."""
