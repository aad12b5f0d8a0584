"""One of our own clients that holds connections until it is told to end, and says how it is with them in lines of JSON."""
import json
import subprocess
import time

from .. import evidence
from ..loads import compiled
from ..places import HOST
from ..processes import Failed, Process

PATIENCE = 150


class Holder:
    """`program` with its options, on the load's core. It says one line when all connections are there and another after it was told."""

    def __init__(self, places, candidate, program, port, *options):
        self.candidate, self.said = candidate, places.run / f"{program}.json"
        self.process = Process(program, [compiled(program), f"--port={port}", f"--host={HOST}", "--path=/bench/small", *options], places.load_core,
                               places.run / f"{program}.txt", stdin=subprocess.PIPE, stdout=open(self.said, "wb"))

    def line(self, number):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            lines = self.said.read_text().splitlines()
            if len(lines) > number:
                return json.loads(lines[number])
            if self.process.child.poll() not in (None, 0):
                raise Failed(f"{self.candidate.name}: the client ended with {self.process.child.returncode}: {self.process.tail()}")
            time.sleep(0.1)
        kept = evidence.of_hang(self.process, self.candidate)
        raise Failed(f"{self.candidate.name}: {self.process.name} did not get on with its connections within {PATIENCE} s; see {kept}")

    def held(self):
        """How many connections are there."""
        return self.line(0)["requests"]

    def end(self):
        """Tells it to end; what it says then."""
        self.process.child.stdin.write(b"\n")
        self.process.child.stdin.close()
        return self.line(1)

    def stop(self):
        self.process.stop()
