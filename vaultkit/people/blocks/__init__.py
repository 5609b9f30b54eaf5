"""The blocks of people, one file for each part of the day's page."""
