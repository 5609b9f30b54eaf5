"""Views: people and verdicts as words, rows, pages and documents."""
