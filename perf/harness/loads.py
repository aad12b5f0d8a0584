"""Load tools, each on the load's core: wrk and h2load of the distribution, and our own in C where those cannot measure what is asked."""
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from . import evidence
from .places import HOST, PERF, TARGET, TOP
from .processes import Failed, Process

SUITE = "TLS_AES_128_GCM_SHA256"
OPENSSL = f"""
openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = everywhere
[everywhere]
MinProtocol = TLSv1.3
Groups = X25519
Ciphersuites = {SUITE}
"""


@dataclass
class Done:
    """What a tool says of its whole run."""
    requests: int
    errors: int
    text: str
    #: Further counts of our own tools, by name.
    more: dict = field(default_factory=dict)


class Load:
    """A way to load a port. `whole` seconds, because wrk and h2load take no fractions."""

    tls = False
    h2 = False
    path = "/bench/small"
    #: What is asked beforehand to see that answers are right, if not the path itself.
    checked = None
    method = "GET"

    #: Under which path the backend tells what it sees of a request; None: /h2 or /bench, as the path says.
    seen_under = None

    #: Whole seconds that it needs to come to full load, beyond what any tool does.
    lead = 0

    #: Bytes of the request's body: `places.run / "body"` holds it.
    body = None

    def command(self, places, candidate, seconds):
        raise NotImplementedError

    def port(self, candidate):
        return candidate.tls_port if self.tls else candidate.plain_port

    def parse(self, text):
        raise NotImplementedError

    def tool(self):
        """A Debian package that brings what this needs, if it is missing."""
        return None

    def write_body(self, places):
        file = places.run / "body"
        if self.body is not None:
            file.write_bytes(self.body)
        return file

    def environment(self, places):
        file = places.run / "openssl.cnf"
        file.write_text(OPENSSL)
        return {"OPENSSL_CONF": str(file)}

    def start(self, places, candidate, seconds):
        log = places.run / f"load-{candidate.name}.txt"
        log.write_bytes(b"")
        self.write_body(places)
        return Process("load", self.command(places, candidate, seconds), places.load_core, log, env=self.environment(places))

    #: Seconds that a tool may take beyond its time.
    patience = 15

    def end(self, process, seconds, candidate):
        """Waits for the tool, but not for ever: one that hangs is killed, and what its connections and the proxy did is kept."""
        name = candidate.name
        try:
            process.child.wait(seconds + self.patience)
        except subprocess.TimeoutExpired:
            kept = evidence.of_hang(process, candidate)
            raise Failed(f"{name}: the load tool did not end within {seconds} + {self.patience} s; its connections and the proxy's threads are in "
                         f"{kept}\n{process.tail()}") from None
        finally:
            process.stop()
        text = process.log.read_text(errors="replace")
        if process.child.returncode != 0:
            raise Failed(f"{name}: the load tool failed:\n{text[-1500:]}")
        return self.parse(text)


@dataclass
class Wrk(Load):
    """wrk: HTTP/1.1, closed loop, one thread."""
    connections: int = 64
    tls: bool = False
    path: str = "/bench/small"
    script: str = None
    method: str = "GET"
    body: bytes = None

    def arguments(self, _candidate):
        """What the script is told."""
        return []

    def tool(self):
        return None if shutil.which("wrk") else "wrk"

    def command(self, places, candidate, seconds):
        script = ["-s", PERF / "load" / self.script] if self.script else []
        scheme = "https" if self.tls else "http"
        return ["wrk", "-t1", f"-c{self.connections}", f"-d{seconds}s", "-H", f"Host: {HOST}", *script,
                f"{scheme}://127.0.0.1:{self.port(candidate)}{self.path}", *self.arguments(candidate)]

    def parse(self, text):
        requests = int(re.search(r"(\d+) requests in", text).group(1))
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        socket = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
        return Done(requests, sum(int(n) for found in (bad, socket) if found for n in found.groups()), text)


class RouteWrk(Wrk):
    """Asks a candidate for any of its many routes."""

    def arguments(self, candidate):
        return ["--", str(candidate.routes)]


@dataclass
class H2load(Load):
    """h2load: HTTP/2, closed loop, one thread; over TLS."""
    connections: int = 16
    streams: int = 32
    tls: bool = True
    h2: bool = True
    path: str = "/bench/small"
    method: str = "GET"
    body: bytes = None
    fields: tuple = ()

    def tool(self):
        return None if shutil.which("h2load") else "nghttp2-client"

    def command(self, places, candidate, seconds):
        body = ["-d", places.run / "body"] if self.body else []
        fields = [part for line in self.fields for part in ("-H", line)]
        return ["h2load", "-t1", f"-c{self.connections}", f"-m{self.streams}", f"-D{seconds}", "--groups=X25519", f"--tls13-ciphers={SUITE}",
                *body, *fields, f"--connect-to=127.0.0.1:{self.port(candidate)}", f"https://{HOST}{self.path}"]

    def parse(self, text):
        counts = re.search(r"requests: (\d+) total, \d+ started, (\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", text)
        if not counts:
            raise Failed(f"h2load said nothing of requests:\n{text[-1500:]}")
        done, succeeded = int(counts.group(2)), int(counts.group(3))
        # What was in flight at the end counts as failed to h2load; answers that were not 2xx are what matters.
        return Done(succeeded, done - succeeded, text)


@dataclass
class Own(Load):
    """One of our own generators in perf/load, compiled on first use. Prints one line of JSON."""
    program: str = "handshakes"
    options: tuple = ()
    tls: bool = False
    path: str = "/bench/small"
    checked: str = None

    def command(self, places, candidate, seconds):
        return [compiled(self.program), f"--port={self.port(candidate)}", f"--host={HOST}", f"--path={self.path}", f"--seconds={seconds}",
                *(["--tls"] if self.tls else []), *self.options]

    def parse(self, text):
        said = json.loads(text.strip().splitlines()[-1])
        return Done(said["requests"], said["errors"], text, {name: n for name, n in said.items() if name not in ("requests", "errors")})


@dataclass
class Hybrid(Own):
    """Full handshakes by X25519MLKEM768, by a client of Java with the gateway's own TLS library."""
    tls: bool = True
    lead = 2

    def command(self, places, candidate, seconds):
        classes = compiled_java("HybridHandshakes")
        return [java_tool("java"), "--enable-native-access=ALL-UNNAMED", "-cp", classes, "HybridHandshakes", f"--port={candidate.tls_port}", f"--host={HOST}",
                f"--path={self.path}", f"--seconds={seconds}", "--connections=32"]


@dataclass
class Streams(Own):
    """Our own gRPC client: many messages on each stream."""
    program: str = "streams"
    options: tuple = ("--alpn=h2",)
    tls: bool = True
    h2: bool = True
    method: str = "POST"
    body: bytes = None
    fields: tuple = ()
    #: The backend that echoes tells nothing of the request; HTTP/2 is all it speaks.
    seen_under: str = "/bench"


def compiled(program):
    """Compiles perf/load/PROGRAM.c with what all share into perf/target/load where a source is newer."""
    source, out = PERF / "load" / f"{program}.c", TARGET / "load" / program
    shared = [PERF / "load" / name for name in ("client.c", "h2.c", "client.h", "h2.h")]
    if out.exists() and all(out.stat().st_mtime > file.stat().st_mtime for file in [source, *shared]):
        return out
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        raise Failed("no C compiler; run perf/bench install")
    out.parent.mkdir(parents=True, exist_ok=True)
    made = subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-std=gnu11", "-o", str(out), str(source), *map(str, shared[:2]), "-lssl", "-lcrypto"],
                          capture_output=True, text=True)
    if made.returncode != 0:
        raise Failed(f"{source.name} does not compile (OpenSSL's headers are in libssl-dev):\n{made.stderr[-1500:]}")
    return out


def java_tool(name):
    """A tool of a JDK 25 or newer: of JAVA_HOME, or of the usual folder of installed ones."""
    homes = [Path(os.environ["JAVA_HOME"])] if "JAVA_HOME" in os.environ else []
    homes += [tool.resolve().parent.parent for tool in [Path(shutil.which("java") or "/none/bin/java")]] + sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)
    for home in homes:
        said = (home / "release").read_text() if (home / "release").exists() else ""
        version = re.search(r'JAVA_VERSION="(\d+)', said)
        if version and int(version.group(1)) >= 25 and (home / "bin" / name).exists():
            return home / "bin" / name
    raise Failed("no JDK 25 or newer in JAVA_HOME, PATH or /usr/lib/jvm")


def compiled_java(program):
    """The class path of perf/src/load/PROGRAM.java, compiled against what the gateway's jar holds, anew where a source or the jar is newer."""
    source, out, jar = PERF / "src/load" / f"{program}.java", TARGET / "load", TOP / "gateway/app/target/sluice.jar"
    made = out / f"{program}.class"
    if not made.exists() or made.stat().st_mtime < max(source.stat().st_mtime, jar.stat().st_mtime):
        out.mkdir(parents=True, exist_ok=True)
        done = subprocess.run([java_tool("javac"), "-cp", jar, "-d", out, source], capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"{source.name} does not compile:\n{done.stderr[-1500:]}")
    return f"{jar}:{out}"
