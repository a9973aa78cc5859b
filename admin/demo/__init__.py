"""A demonstration: an invented county office with people and reports, sealed and worked on by the real use cases."""
