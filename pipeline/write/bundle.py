"""The data package in one file: a zip of `datapackage.json`, `README.md` and every file that is a resource."""

import datetime as dt
import json
import shutil
import zipfile
from pathlib import Path

from pipeline.datafile import data_file
from pipeline.model import DataFile, Edition, Tables

DESCRIPTOR = "datapackage.json"
README = "README.md"
UNIX = 3  # "made by" in a zip header; without it the file modes would depend on the machine


def write(edition: Edition, _tables: Tables, folder: Path) -> list[DataFile]:
    """`PACKAGE.zip`: files sorted by name, stamped with the time of publication, readable for all."""
    descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    paths = sorted({DESCRIPTOR, README, *(resource["path"] for resource in descriptor["resources"])})
    moment = dt.datetime.fromisoformat(edition.published_at).timetuple()[:6]
    name = f"{edition.package.name}.zip"
    with zipfile.ZipFile(folder / name, "w") as bundle:
        for path in paths:
            info = zipfile.ZipInfo(path, moment)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = UNIX
            info.external_attr = 0o100644 << 16
            info.file_size = (folder / path).stat().st_size  # decides whether the entry needs Zip64
            with (folder / path).open("rb") as source, bundle.open(info, "w") as copy:
                shutil.copyfileobj(source, copy)
    return [data_file(folder, name, "zip")]
