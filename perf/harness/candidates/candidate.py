"""What the harness asks of a proxy."""
import os
import re
import socket

from .. import accounting
from ..places import free_port
from ..processes import Failed, Process, wait_until


class Candidate:
    """One proxy process on the proxy's core, with a plain and a TLS port on 127.0.0.1. Subclasses write its configuration and say how to start it."""

    name = "?"
    #: Seconds of load before the first measured round: a JVM compiles its hot methods meanwhile.
    warm_seconds = 2
    ready_seconds = 60

    def __init__(self, places):
        self.places = places
        self.plain_port, self.tls_port = free_port(), free_port()
        self.folder = places.folder(self.name)
        self.log_file = places.logs / f"{self.name}.log"
        self.process = None

    def version(self):
        raise NotImplementedError

    def knows(self, group):
        """True if it can exchange keys by that group."""
        return True

    def openssl_knows(self, group):
        """The same for those that say of which OpenSSL they are; X25519MLKEM768 came with 3.5."""
        found = re.search(r"OpenSSL (\d+)\.(\d+)", self.version())
        return group == "X25519" or (found is not None and (int(found.group(1)), int(found.group(2))) >= (3, 5))

    def command(self):
        """Writes the configuration and returns the command line."""
        raise NotImplementedError

    def environment(self):
        return {}

    def output(self):
        """Where standard output goes, if not into the process's own log."""
        return None

    def start(self):
        self.log_file.touch()
        self.log_file.chmod(0o666)
        self.process = Process(self.name, self.command(), self.places.proxy_core, self.folder / "output.txt", env=self.environment(),
                               stdout=self.output())
        wait_until(self.is_ready, self.ready_seconds, f"{self.name} to be ready", self.process)

    def is_ready(self):
        return self.listens(self.plain_port) and self.listens(self.tls_port)

    @staticmethod
    def listens(port):
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def pids(self):
        return self.process.pids()

    def cpu(self):
        return accounting.read_cpu(self.pids())

    def resident(self):
        return accounting.resident_bytes(self.pids())

    def freeze(self):
        self.process.freeze()

    def thaw(self):
        self.process.check()
        self.process.thaw()

    def stop(self):
        if self.process is not None:
            self.process.stop()

    def pauses(self):
        """Milliseconds of each collection that stopped it since this was last asked; None without a collector."""
        return None

    def take_log_lines(self):
        """Lines of the access log since it was last asked; the file is emptied."""
        lines = 0
        with open(self.log_file, "rb") as log:
            while block := log.read(1 << 20):
                lines += block.count(b"\n")
        os.truncate(self.log_file, 0)
        return lines

    def need(self, path, what):
        if not path:
            raise Failed(f"{self.name}: {what} is not installed; run perf/bench install")
        return path
