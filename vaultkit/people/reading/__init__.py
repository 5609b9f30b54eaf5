"""Reading: what notes say of people, as values."""
