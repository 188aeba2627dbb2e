"""What docstrings and comments of the code name is there: who follows a name arrives."""

import ast
import builtins
import importlib
import inspect
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline import errors

ROOT = Path(__file__).parents[2]
CODE = ROOT / "pipeline"
QUOTED = re.compile(r"`+([A-Za-z_]\w*(?:\.\w+)*)(?:\(\))?`+")
SECTION = re.compile(r"^(Args|Raises):\n((?: {4}.*\n?|\n)+)", re.MULTILINE)
ENTRY = re.compile(r"^ {4}(\w+):", re.MULTILINE)
FOREIGN = {
    *("Int64", "Float64", "NaT", "to_numpy", "write_csv"),  # of pandas, numpy and Arrow
    *("JUnit.xsd", "awk", "nohup", "jsonSchema", "categoriesOrdered"),
    *("Anna", "McLeod", "Avgående", "Sjukskriven", "tRuE"),  # as they stand in a file
    *(
        "roster_sv",
        "roster_en",
        "action_sv",
        "action_en",
        "pipeline.organisation.as_of",
    ),  # put together when they are used
}
"""What is named and is none of ours."""


@dataclass(frozen=True)
class Module:
    path: Path

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @property
    def name(self) -> str:
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")

    @cached_property
    def classes(self) -> set[str]:
        return {node.name for node in self.tree.body if isinstance(node, ast.ClassDef)}

    @cached_property
    def texts(self) -> list[ast.Constant]:
        """Docstrings, those of attributes too."""
        statements = [node.value for node in ast.walk(self.tree) if isinstance(node, ast.Expr)]
        return [value for value in statements if isinstance(value, ast.Constant) and isinstance(value.value, str)]

    @cached_property
    def tokens(self) -> tuple[list[str], list[str]]:
        """Comments, and what is neither comment nor docstring."""
        told = {line for text in self.texts for line in range(text.lineno, (text.end_lineno or 0) + 1)}
        comments, code = [], []
        for token in tokenize.generate_tokens(io.StringIO(self.path.read_text(encoding="utf-8")).readline):
            if token.type == tokenize.COMMENT:
                comments.append(token.string)
            elif token.start[0] not in told:
                code.append(token.string)
        return comments, code

    def quoted(self) -> Iterator[str]:
        for text in [*self.tokens[0], *(str(text.value) for text in self.texts)]:
            yield from QUOTED.findall(text)

    def described(self) -> Iterator[tuple[ast.FunctionDef, str, list[str]]]:
        """Functions with a section of their docstring, and the names it explains."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                for section, entries in SECTION.findall((ast.get_docstring(node) or "") + "\n"):
                    yield node, section, ENTRY.findall(entries)


MODULES = [Module(path) for path in sorted(CODE.rglob("*.py"))]
WORDS = {word for module in MODULES for token in module.tokens[1] for word in re.findall(r"[A-Za-z_]\w*", token)}
WORDS |= {part for module in MODULES for part in module.name.split(".")}
NAMES = {module.name for module in MODULES}
CLASSES = {name: module.name for module in MODULES for name in module.classes}


def home_of(head: str, module: Module) -> str | None:
    """The module, or the module of the class, that a dotted name begins with, for who reads `module`; null: none."""
    room = module.name if module.path.stem == "__init__" else module.name.rpartition(".")[0]
    if head in module.classes:
        return module.name
    beside = (f"{room}.{head}", f"pipeline.{head}")
    return next((name for name in beside if name in NAMES), CLASSES.get(head))


def is_there(name: str, module: Module) -> bool:
    """Whether a dotted name of ours leads to something; one that is none of ours is taken at its word."""
    head, *parts = name.removeprefix("pipeline.").split(".")
    home = home_of(head, module)
    if home is None or not parts or parts[0] in {"csv", "json", "md", "py", "txt", "xml", "yaml", "html"}:
        return True
    thing = importlib.import_module(home)
    for part in parts if home.endswith(f".{head}") else [head, *parts]:
        if (inner := f"{home}.{part}") in NAMES:
            home, thing = inner, importlib.import_module(inner)
        elif hasattr(thing, part):
            thing = getattr(thing, part)
        else:  # an attribute that an object of the class gets
            return bool(re.search(rf"^\s+(self\.)?{part}\b.*[:=]", inspect.getsource(thing), re.MULTILINE))
    return True


def test_a_name_in_backticks_is_one_of_the_code():
    named = {(name, module) for module in MODULES for name in set(module.quoted()) - FOREIGN}
    known = WORDS | FOREIGN
    assert not [(name, module.name) for name, module in named if not known.issuperset(name.split("."))]
    assert not [(name, module.name) for name, module in named if not is_there(name, module)]


def test_every_argument_that_is_explained_is_one():
    for module in MODULES:
        for function, section, names in module.described():
            taken = function.args
            every = [*taken.posonlyargs, *taken.args, *taken.kwonlyargs, taken.vararg, taken.kwarg]
            assert section != "Args" or {each.arg for each in every if each}.issuperset(names), function.name


def test_every_fault_that_is_announced_is_a_class():
    for module in MODULES:
        imports = [node for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom)]
        imported = {name.asname or name.name for node in imports for name in node.names}
        known = {*dir(builtins), *dir(errors), *CLASSES, *imported}
        for function, section, names in module.described():
            assert section != "Raises" or known.issuperset(names), function.name


def test_what_is_listed_as_foreign_is_still_named():
    named = {name for module in MODULES for name in module.quoted()}
    assert named | {word for name in named for word in name.split(".")} >= FOREIGN
