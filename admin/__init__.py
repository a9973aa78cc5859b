"""The inside host: the staff site under /admin/, the API under /api/v1/, and the rules of the office's work."""
