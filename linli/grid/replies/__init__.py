"""The reply to a superior, drafted from the history of the case; a person sends it."""
