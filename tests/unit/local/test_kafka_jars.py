"""The jars: pinned, checked, and missed in plain words. Here the registry is a folder."""

import functools
import hashlib
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from jgo.maven import MavenContext

from deploy.local import kafka_jars
from deploy.local.kafka_jars import Jar, PackageMissing, fetch, pinned


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that answers as the registry does."""
    folder = tmp_path / "registry"
    folder.mkdir()
    handler = functools.partial(Silent, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr("jgo.maven.MavenContext", at(server.server_port))
    yield folder
    server.shutdown()
    server.server_close()


def at(port: int) -> "functools.partial[MavenContext]":
    return functools.partial(MavenContext, remote_repos={"here": f"http://127.0.0.1:{port}"})


def published(registry: Path, name: str, content: bytes = b"classes") -> Jar:
    place = registry / "org" / "example" / name / "1.0"
    place.mkdir(parents=True)
    (place / f"{name}-1.0.jar").write_bytes(content)
    return Jar("org.example", name, "1.0", hashlib.sha256(b"classes").hexdigest())


def test_what_is_pinned_is_fetched_once(registry: Path, tmp_path: Path) -> None:
    jars = [published(registry, "one"), published(registry, "two")]
    said: list[str] = []
    paths = fetch(tmp_path / "cache", jars, said.append)
    assert [path.read_bytes() for path in paths] == [b"classes"] * 2
    assert said == ["fetching Kafka: 2 packages", "fetching Kafka: 2 of 2 packages"]
    assert fetch(tmp_path / "cache", jars, said.append) == paths
    assert len(said) == 2
    assert sorted((tmp_path / "cache").iterdir()) == sorted(paths)


def test_a_jar_that_was_spoilt_since_is_fetched_again(registry: Path, tmp_path: Path) -> None:
    jars = [published(registry, "one")]
    (path,) = fetch(tmp_path / "cache", jars)
    path.write_bytes(b"spoilt")
    fetch(tmp_path / "cache", jars)
    assert path.read_bytes() == b"classes"


def test_another_jar_than_the_pinned_one_is_thrown_away(registry: Path, tmp_path: Path) -> None:
    jars = [published(registry, "good"), published(registry, "evil", b"other classes")]
    with pytest.raises(PackageMissing, match=r"1 of .*\n.*org.example:evil:1.0: its SHA-256"):
        fetch(tmp_path / "cache", jars)
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["good-1.0.jar"]


def test_a_package_that_cannot_be_had_is_named(registry: Path, tmp_path: Path) -> None:
    absent = Jar("org.example", "absent", "1.0", "0" * 64)
    with pytest.raises(PackageMissing, match="org.example:absent:1.0: the registry does not"):
        fetch(tmp_path / "cache", [absent])


def test_no_way_to_the_registry_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jgo.maven.MavenContext", at(9))
    wanted = Jar("org.example", "one", "1.0", "0" * 64)
    with pytest.raises(PackageMissing, match="could not be reached.*\n.*CSPR_KAFKA"):
        fetch(tmp_path / "cache", [wanted])


def test_the_lock_pins_kafka_and_a_way_for_it_to_log() -> None:
    names = [f"{jar.group}:{jar.artifact}:{jar.version}" for jar in pinned()]
    assert kafka_jars.KAFKA in names
    assert kafka_jars.LOGGING in names
    assert all(len(jar.sha256) == 64 for jar in pinned())
