"""Excel both ways: a superior's sheet read, mapped, looked at, taken in; the replies written."""
