"""Where a target can be hosted: a folder, or an object store that speaks S3, Google's or Azure's tongue."""

from pipeline.release.names import DEPLOYMENT
from pipeline.store.address import is_store, is_web, open_store
from pipeline.store.manifest import Manifest, Sent
from pipeline.store.reader import DeployedFolderReader, StoreReader, reader_of
from pipeline.store.store import ABSENT, Condition, Head, Mark, Overtaken, Store, Stored

__all__ = [
    "ABSENT",
    "DEPLOYMENT",
    "Condition",
    "DeployedFolderReader",
    "Head",
    "Manifest",
    "Mark",
    "Overtaken",
    "Sent",
    "Store",
    "StoreReader",
    "Stored",
    "is_store",
    "is_web",
    "open_store",
    "reader_of",
]
