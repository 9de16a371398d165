"""Kafka's jars: fetched from the public Java registry, each checked against its pinned SHA-256.

`python -m deploy.local.kafka_jars lock` works out `kafka.lock` anew for the versions below.
"""

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.local.processes import Say, quiet

if TYPE_CHECKING:
    from jgo.maven import MavenContext

KAFKA = "org.apache.kafka:kafka_2.13:4.4.0"
LOGGING = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.5"
"""Kafka logs nothing without it. It brings slf4j 1.7, so `log4j-slf4j2-impl` would not do."""

LOCK = Path(__file__).with_name("kafka.lock")
_HEADER = "# Made by `python -m deploy.local.kafka_jars lock`. group:artifact:version sha256\n"
_TIMEOUT_SECONDS = 60


class PackageMissing(RuntimeError):
    """A package could not be had, or is not the one that was pinned."""


@dataclass(frozen=True)
class Jar:
    """One pinned jar."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def filename(self) -> str:
        """The file as it lies in our cache."""
        return f"{self.artifact}-{self.version}.jar"

    def __str__(self) -> str:
        return f"{self.group}:{self.artifact}:{self.version}"


def pinned(lock: Path = LOCK) -> list[Jar]:
    """The jars that the lock file names."""
    lines = (line for line in lock.read_text().splitlines() if line and line[0] != "#")
    jars: list[Jar] = []
    for line in lines:
        name, digest = line.split()
        group, artifact, version = name.split(":")
        jars.append(Jar(group, artifact, version, digest))
    return jars


def fetch(folder: Path, jars: Sequence[Jar], say: Say = quiet) -> list[Path]:
    """Bring every jar into `folder`, and check every one, fetched now or earlier.

    Raises:
        PackageMissing: with the names of those that could not be had.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = [jar for jar in jars if not _is(folder / jar.filename, jar)]
    if missing:
        say(f"fetching Kafka: {len(missing)} packages")
        with tempfile.TemporaryDirectory(dir=folder, prefix="fetching-") as place:
            _fetch_missing(missing, folder, Path(place), say)
    return [folder / jar.filename for jar in jars]


def _registry(place: Path) -> "MavenContext":
    """The registry, loaded by who needs it: most runs find every jar where it was put."""
    from jgo.maven import MavenContext

    return MavenContext(repo_cache=place, timeout=_TIMEOUT_SECONDS)


def _fetch_missing(missing: Sequence[Jar], folder: Path, place: Path, say: Say) -> None:
    context = _registry(place)
    failures: list[str] = []
    with ThreadPoolExecutor(max_workers=8) as pool:
        futures = {pool.submit(_fetch_one, context, jar, folder): jar for jar in missing}
        for done, future in enumerate(as_completed(futures), start=1):
            if fault := future.exception():
                failures.append(f"  {futures[future]}: {_in_words(fault)}")
            elif done % 15 == 0 or done == len(missing):
                say(f"fetching Kafka: {done} of {len(missing)} packages")
    if failures:
        listed = "\n".join(sorted(failures))
        raise PackageMissing(
            f"{len(failures)} of Kafka's packages could not be had from Maven Central:\n"
            f"{listed}\nCheck the way to the registry and try again,"
            " or name a Kafka that runs already in CSPR_KAFKA (host:port)."
        )


def _fetch_one(context: "MavenContext", jar: Jar, folder: Path) -> None:
    component = context.project(jar.group, jar.artifact).at_version(jar.version)
    fetched = component.artifact().resolve()
    if not _is(fetched, jar):
        raise PackageMissing("its SHA-256 is not the pinned one, so it was thrown away")
    arriving = folder / f".{jar.filename}.{fetched.parent.stat().st_ino}"
    shutil.copyfile(fetched, arriving)
    arriving.replace(folder / jar.filename)


def _in_words(fault: BaseException) -> str:
    import requests

    if isinstance(fault, PackageMissing):
        return str(fault)
    if isinstance(fault, requests.RequestException):
        return f"the registry could not be reached ({type(fault).__name__})"
    return "the registry does not have it, or refused it"


def _is(path: Path, jar: Jar) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256


def _resolve(place: Path) -> list[Jar]:
    """Work out the jars that Kafka needs, with the digests of what the registry has now.

    The binding is resolved apart and alone: together, its list of managed versions would decide
    over Kafka's own.
    """
    from jgo.maven import PythonResolver

    context = _registry(place)
    kafka, needed = PythonResolver().resolve([context.create_dependency(KAFKA)])
    jars: set[Jar] = set()
    for dependency in (*kafka, *needed, context.create_dependency(LOGGING)):
        if dependency.scope not in ("test", "provided"):
            path = dependency.artifact.resolve()
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            group, artifact = dependency.groupId, dependency.artifactId
            jars.add(Jar(group, artifact, dependency.version, digest))
    return sorted(jars, key=str)


def main(arguments: Sequence[str]) -> None:
    """Fetch what is pinned into a folder, or work the lock file out anew."""
    match arguments:
        case ["lock"]:
            with tempfile.TemporaryDirectory() as place:
                jars = _resolve(Path(place))
            LOCK.write_text(_HEADER + "".join(f"{jar} {jar.sha256}\n" for jar in jars))
            print(f"{len(jars)} packages pinned in {LOCK.name}")
        case ["fetch", folder]:
            fetch(Path(folder), pinned(), print)
        case _:
            raise SystemExit("usage: python -m deploy.local.kafka_jars lock | fetch FOLDER")


if __name__ == "__main__":
    main(sys.argv[1:])
