"""The public pages of the record: its signed heads, who else signed them, proofs that it grew."""
