"""Files that offices put to a document, to a task, or to their feedback."""
