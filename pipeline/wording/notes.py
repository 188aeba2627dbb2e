"""What frictionless notes of an error, in the language of whoever reads: its own notes are in English.

The patterns are of the notes of frictionless 5, and of jsonschema's where frictionless hands those on. A note that is
none of them is quoted.
"""

import re

from pipeline.wording.sentences import Sentences

NOTES = Sentences("checks", "notes")
_FRAME = Sentences("checks", "frame")


class Note(str):
    """What frictionless notes, as a fact of a fault of ours: it is told in the language of whoever reads."""

    __slots__ = ()


_AT = r"(?: at property '(?P<path>.*)')?"
_PATTERNS = {
    # of a table
    "same_label": r'at position "(?P<column>[\d, ]+)"',
    "counted": r'expected is "(?P<expected>.*)" and actual is "(?P<found>.*)"',
    "empty": r"the source is empty",
    "missing_file": r"\[Errno 2\] No such file or directory: '(?P<file>.*)'",
    "not_packed": r"Not a gzipped file .*|File is not a zip file",
    "not_excel": r'invalid excel file "(?P<file>.*)"',
    "no_sheet": r'\w+ document "(?P<file>.*)" does not have a sheet "(?P<sheet>.*)"',
    "other_encoding": r"'(?P<encoding>.*)' codec can't decode byte.* in position (?P<offset>\d+).*",
    # of a description
    "field_twice": r"names of the fields are not unique",
    "table_twice": r"names of the resources are not unique",
    "unknown_type": r'field type "(?P<type>.*)" is not supported',
    "constraint_of_type": r'constraint "(?P<name>.*)" is not supported by type "(?P<type>.*)"',
    "constraint_of_v2": r'constraint "(?P<name>.*)" requires datapackage v2',
    "missing_of_v2": r"missing values in object form require datapackage v2",
    "missing_twice": r'missing value (?:label )?"(?P<value>.*)" is not unique',
    "misplaced": r'"(?P<name>.*)" should be set as "(?P<place>.*)"',
    "example": r'example value "(?P<value>.*)" for field "(?P<field>.*)" is not valid',
    "key_of_none": r'primary key "(?P<key>.*)" does not match the fields "(?P<fields>.*)"',
    "reference_of_none": r'foreign key ".*\'fields\': (?P<key>\[.*?\]).*" does not match the fields "(?P<fields>.*)"',
    "reference_uneven": r'foreign key fields "(?P<key>.*)" does not match the reference fields "(?P<fields>.*)"',
    "reference_nowhere": r'failed to handle a foreign key for resource ".*" as resource "(?P<table>.*)" does not exist',
    "bad_property": r'property "(?P<name>.*)" is not valid "(?P<type>.*)"',
    "licence": r'license requires "path" or "name": .*',
    "no_data": r'one of the properties "path" or "data" is required',
    "data_twice": r'properties "path" and "data" is mutually exclusive',
    "unsafe": r'path "(?P<file>.*)" is not safe',
    "retrieval": r'cannot retrieve metadata "(?P<file>.*)" because "(?P<reason>.*)"',
    "other_type": rf"(?P<value>.*) is not of type (?P<type>'.*?'){_AT}",
    "required": rf"'(?P<name>.*?)' is a required property{_AT}",
    "other_value": rf"(?P<value>.*) is not one of \[(?P<values>.*)\]{_AT}",
    "other_form": rf"(?P<value>.*) does not match '(?P<pattern>.*?)'{_AT}",
    "too_few": rf"(?P<value>.*) (?:is too short|should be non-empty){_AT}",
}
_NOTES = {key: re.compile(pattern, re.DOTALL) for key, pattern in _PATTERNS.items()}


def noted(note: str, language: str) -> str:
    """A note in a language ("sv" or "en")."""
    for key, pattern in _NOTES.items():
        if found := pattern.fullmatch(note):
            facts = found.groupdict()
            where = _FRAME.say("at", language, path=facts["path"]) if facts.get("path") else ""
            return NOTES.say(key, language, **{**facts, "where": where})
    return _FRAME.say("quoted_note", language, note=note)
