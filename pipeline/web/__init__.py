"""Addresses of the web: what they mean to every reader, and which may be asked."""
