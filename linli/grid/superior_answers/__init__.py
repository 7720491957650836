"""What a superior's sheet answers: its follow-up with the caller, and what it sends back."""
