"""The data package in one file: a zip of `datapackage.json`, `README.md`, and every resource with its schema."""

import datetime as dt
import json
import shutil
import zipfile
from pathlib import Path

from pipeline.formats import Format
from pipeline.model import Tables
from pipeline.versions import Edition

DESCRIPTOR = "datapackage.json"
README = "README.md"
UNIX = 3  # "made by" in a zip header; without it the file modes would depend on the machine


def write_package(edition: Edition, _tables: Tables, path: Path) -> None:
    """The zip beside what it holds: files sorted by name, stamped with the time of publication, readable for all."""
    folder = path.parent
    descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    parts = {resource[part] for resource in descriptor["resources"] for part in ("path", "schema") if part in resource}
    paths = sorted({DESCRIPTOR, README, *parts})
    moment = dt.datetime.fromisoformat(edition.published_at).timetuple()[:6]
    with zipfile.ZipFile(path, "w") as bundle:
        for name in paths:
            info = zipfile.ZipInfo(name, moment)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = UNIX
            info.external_attr = 0o100644 << 16
            info.file_size = (folder / name).stat().st_size  # decides whether the entry needs Zip64
            with (folder / name).open("rb") as source, bundle.open(info, "w") as copy:
                shutil.copyfileobj(source, copy)


FORMAT = Format(
    name="zip",
    place=80,
    titles={"sv": "Allt i en zip", "en": "All in one zip"},
    good_for={"sv": "att spara eller skicka", "en": "keeping or sending"},
    suffix=".zip",
    media_type="application/zip",
    write_package=write_package,
    package_path="{package}{suffix}",
    is_bundle=True,
)
