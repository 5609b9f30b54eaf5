"""The nouns: frozen, slotted values of the standard library that every floor above may use."""
