"""How long a user waits: from exec to the first request that is answered 200, and to readiness, from state that is on disk."""
import os
import socket
import time

from .. import outcome
from ..backend import Backend
from ..candidates import Nginx, Sluice
from ..candidates.sluice import Installation
from ..places import HOST
from ..processes import Failed, Process, wait_until

REPEATS = 7
PATIENCE = 60


def answers(port):
    """True if a request is answered 200."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(f"GET /bench/small HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def once(candidate, command, cores):
    """Milliseconds to the first answer, to readiness; MiB resident then."""
    started = time.monotonic()
    candidate.process = Process(candidate.name, command, cores, candidate.folder / "output.txt", env=candidate.environment(), stdout=candidate.output())
    try:
        while not answers(candidate.plain_port):
            candidate.process.check()
            if time.monotonic() - started > PATIENCE:
                raise Failed(f"{candidate.name} does not answer: {candidate.process.tail()}")
            time.sleep(0.002)
        first = time.monotonic()
        wait_until(candidate.is_ready, PATIENCE, "readiness", candidate.process, every=0.005)
        return (first - started) * 1e3, (time.monotonic() - started) * 1e3, candidate.resident() / 2**20
    finally:
        candidate.stop()


class Away(Sluice):
    """A node of a fleet that starts while the admin API is away: all it has is the state that it kept."""

    def command_line(self):
        return self.invoke("gateway", "--kubeconfig", self.kubeconfig)


def prepare_node(places, installation):
    """Lets a node take its state from a running installation, and ends both."""
    node = Away(places, name="node")
    installation.start()
    try:
        node.kubeconfig = installation.kubeconfig_of("bench")
        node.start()
        wait_until(lambda: answers(node.plain_port), 30, "the node to serve", node.process)
    finally:
        node.stop()
        installation.stop()
    return node


def measure(places, choice, say):
    repeats, cores = min(REPEATS, choice.rounds), set(range(os.cpu_count()))
    backend = Backend(places)
    backend.start()
    try:
        files, nginx, installation = Sluice(places, name="files"), Nginx(places), Installation(places, 10)
        files.start()
        files.stop()
        node = prepare_node(places, installation)
        starts = [("sluice gateway, from files", files, files.command_line(), 1000), ("sluice gateway, from its last state, API away", node, node.command_line(), 1000),
                  ("sluice up, from its store", installation, installation.command_line(), 2000), ("nginx", nginx, nginx.command(), None)]
        found = {what: [] for what, *_ in starts}
        for number in range(repeats):
            for what, candidate, command, _ in starts:
                found[what].append(once(candidate, command, cores))
            say(f"start {number + 1} of {repeats}: " + ", ".join(f"{of[-1][0]:.0f}" for of in found.values()) + " ms")
    finally:
        backend.stop()
    rows, bars = [], []
    for what, _, _, limit in starts:
        first, ready, resident = zip(*found[what])
        rows.append([what, f"{sorted(first)[repeats // 2]:.0f}", f"({min(first):.0f}..{max(first):.0f})", f"{sorted(ready)[repeats // 2]:.0f}",
                     f"{sorted(resident)[repeats // 2]:.0f}"])
        if limit:
            bars += [outcome.bar(f"first answer: {what}", first, limit, "ms"), outcome.bar(f"readiness: {what}", ready, 5000, "ms")]
    return {"tables": [{"header": ["", "first 200, ms", "(min..max)", "ready, ms", "RSS MiB"], "rows": rows}], "bars": bars,
            "versions": {"sluice": files.version(), "nginx": nginx.version()}, "notes": ["through bin/sluice, with what it does in a source checkout"],
            "measured_starts": found}
