"""Tables that an office edits in numbered editions: standards, responsibilities, focus rules."""
