"""Whether what is published is whole, as anybody can ask: in a folder, or over HTTP."""

import pytest
from loopback import answering

from pipeline.serve import open_server


@pytest.fixture
def hosted(project, run):
    run("publish")
    with answering(open_server(project / "public", "127.0.0.1", 0)) as address:
        yield address


def test_a_whole_target_is_verified_over_http(run, hosted):
    result = run("verify", "--target", hosted, "--allow-private")

    assert result.exit_code == 0, result.output
    assert "2 versions" in result.stdout
    assert "an added file cannot be seen" in result.stderr


def test_a_changed_byte_is_found_over_http(project, run, hosted):
    path = project / "public/mlr-organisation/1.0.0/data/roster.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")

    result = run("verify", "--target", hosted, "--allow-private")

    assert result.exit_code == 4
    assert "mlr-organisation/1.0.0/data/roster.parquet: changed" in result.stdout


def test_a_host_that_is_not_there_is_one_sentence(project, run):
    result = run("verify", "--target", "http://127.0.0.1:9/", "--allow-private")

    assert result.exit_code == 3
    assert "Error: " in result.stderr


def test_a_signed_target_is_verified_with_the_public_key_and_refuses_another(project, run):
    run("keygen", "mine.key")
    run("keygen", "other.key")
    assert run("publish", "--sign", "mine.key").exit_code == 0

    assert run("verify", "--key", "mine.key.pub").exit_code == 0
    assert run("verify", "--key", "other.key.pub").exit_code == 4
    assert run("publish").exit_code == 0


def test_a_withdrawn_version_leaves_a_tombstone_and_the_next_goes_on(project, run):
    run("publish")

    assert run("withdraw", "mlr-organisation", "1.0.0", "--reason", "Fel sida lästes.").exit_code == 0

    folder = project / "public/mlr-organisation"
    assert "Fel sida lästes." in (folder / "1.0.0/tombstone.json").read_text(encoding="utf-8")
    assert not (folder / "1.0.0/data").exists()
    assert not (folder / "latest").exists()
    assert run("verify").exit_code == 0
    assert "mlr-organisation 1.1.0 published" in run("publish").stdout


def test_a_signed_target_is_withdrawn_from_with_the_key(project, run):
    run("keygen", "mine.key")
    run("publish", "--sign", "mine.key")
    withdrawal = ("withdraw", "mlr-organisation", "1.0.0", "--reason", "Fel sida lästes.")

    refused = run(*withdrawal)
    signed = run(*withdrawal, "--sign", "mine.key")

    assert refused.exit_code == 4
    assert "give the key with --sign" in refused.stderr
    assert signed.exit_code == 0
    assert run("verify", "--key", "mine.key.pub").exit_code == 0


def test_an_unchanged_target_is_signed_when_asked_for(project, run):
    run("keygen", "mine.key")
    run("publish")
    unsigned = run("verify", "--key", "mine.key.pub")

    result = run("publish", "--sign", "mine.key")

    assert unsigned.exit_code == 4
    assert "mlr-organisation/versions.json.sig: the signature is missing" in unsigned.stdout
    assert "Signed: mlr-organisation, mlr-working-groups." in result.stdout
    assert run("verify", "--key", "mine.key.pub").exit_code == 0
    assert "Signed" not in run("publish", "--sign", "mine.key").stdout


@pytest.mark.parametrize("command", ["verify", "serve"])
def test_where_nothing_is_there_is_nothing_whole(project, run, command):
    result = run(command, "--target", "nowhere")

    assert result.exit_code == 4
    assert "There is no folder" in result.stderr


def test_a_folder_of_something_else_is_not_verified(project, run):
    result = run("verify", "--target", "schemas")

    assert result.exit_code == 4
    assert "Nothing is published in schemas" in result.stderr


@pytest.mark.parametrize("command", ["withdraw", "erase"])
@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_reason_says_something(project, run, command, reason):
    run("publish")

    result = run(command, "mlr-organisation", "1.0.0", "--reason", reason)

    assert result.exit_code == 2
    assert "--reason is blank" in result.stderr
    assert (project / "public/mlr-organisation/1.0.0/data").is_dir()
