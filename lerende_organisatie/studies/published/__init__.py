"""Published studies as typed data, with a source for every number; checked against themselves, and replicated."""
