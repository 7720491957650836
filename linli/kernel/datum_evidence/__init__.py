"""On which datum a map probably lies: a suggestion with its figures, which a person confirms."""
