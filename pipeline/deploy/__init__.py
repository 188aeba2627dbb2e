"""A target brought to where it is hosted, and kept as the target is: a folder, or an object store."""

from pipeline.deploy.command import deploy

__all__ = ["deploy"]
