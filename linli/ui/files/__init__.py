"""The pages on which maps and ledgers come in and go out, for the district desk and the operator."""
