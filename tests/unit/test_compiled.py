"""Compiled templates are kept from run to run, and only what this user alone can have put there is run."""

import pytest
from jinja2 import Environment
from jinja2.bccache import Bucket

from pipeline.pages import render
from pipeline.pages.compiled import Compiled


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The folder of compiled templates, in which all of them lie."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    afresh()
    return tmp_path / "mlr-opendata" / "templates"


@pytest.fixture(autouse=True)
def _forgotten():
    yield
    render._templates.cache_clear()


def afresh():
    """The templates as another run loads them: the code of one of them."""
    render._templates.cache_clear()
    render.load_templates()
    environment = render._templates()
    name = environment.list_templates(extensions=["html"])[0]
    return environment.get_template(name).root_render_func.__code__


def put_other_code(kept):
    """Other code than that of the first template, kept in its place as `Compiled` keeps it."""
    environment = render._templates()
    name = environment.list_templates(extensions=["html"])[0]
    source, filename, _ = environment.loader.get_source(environment, name)
    compiled = Compiled()
    bucket = Bucket(environment, compiled.get_cache_key(name, filename), compiled.get_source_checksum(source))
    bucket.code = Environment(autoescape=True).compile("something else", name, filename)
    compiled.dump_bytecode(bucket)
    return bucket.code


def test_a_later_run_takes_what_was_compiled(kept):
    other = put_other_code(kept)
    assert afresh() in other.co_consts


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_what_others_could_have_put_there_is_not_run(kept, mode):
    other = put_other_code(kept)
    kept.chmod(mode)
    assert afresh() not in other.co_consts


@pytest.mark.parametrize(
    "damage", [lambda content: content[:0], lambda content: content[:-1], lambda content: content[::-1]]
)
def test_what_is_damaged_is_compiled_anew(kept, damage):
    right = afresh()
    for path in kept.iterdir():
        path.write_bytes(damage(path.read_bytes()))
    assert afresh() == right


def test_a_place_where_nothing_can_be_kept_is_no_fault(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert afresh()
