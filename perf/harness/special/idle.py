"""What a connection costs that does nothing: live heap and resident memory, with so many held, over what the same process had before."""
import re
import resource
import time
from pathlib import Path

from .. import jvm, outcome
from ..backend import Backend
from ..candidates import PEERS, Sluice
from ..candidates.envoy import installed as envoy_installed
from ..processes import Failed, Skipped
from .holder import Holder

COUNT = 10_000
#: Descriptors of a proxy beside those of the connections held: its log, its connections to the backend.
SPARE = 1_000
REPEATS = 3
LIMITS = {"plain": {"heap": 3.0}, "TLS": {"heap": 8.0, "resident": 14.0}}


def is_java(candidate):
    return isinstance(candidate, Sluice)


def resident_parts(candidate):
    """All resident bytes, and those that are not a ZGC heap (which is shared memory)."""
    total = shared = 0
    for pid in candidate.pids():
        status = Path(f"/proc/{pid}/status").read_text()
        total += int(re.search(r"^VmRSS:\s+(\d+)", status, re.M).group(1)) * 1024
        shared += int(re.search(r"^RssShmem:\s+(\d+)", status, re.M).group(1)) * 1024
    return total, total - shared


def now(candidate):
    heap = jvm.live_heap(candidate.process.pid) if is_java(candidate) else 0
    return heap, *resident_parts(candidate)


def holder(places, candidate, tls, count):
    return Holder(places, candidate, "idle", candidate.tls_port if tls else candidate.plain_port, f"--connections={count}", *(["--tls"] if tls else []))


def hold(places, candidate, tls, count):
    """One figure each: heap, resident, resident beside the heap; in bytes a connection."""
    first = holder(places, candidate, tls, 500)
    first.held()
    first.stop()
    time.sleep(2)
    before = now(candidate)
    crowd = holder(places, candidate, tls, count)
    try:
        held = crowd.held()
        if held < count:
            raise Failed(f"{candidate.name}: only {held} of {count} connections could be held")
        time.sleep(1)
        after = now(candidate)
        alive = crowd.end()["requests"]
    finally:
        crowd.stop()
    return [(b - a) / count for a, b in zip(before, after)], alive


def most(name, count):
    """How many of `count` connections a candidate can hold: HAProxy takes two descriptors for each connection that it may have."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return min(count, limit // 2 - 500) if name == "haproxy" else count


def measure(places, choice, say, count=COUNT):
    limit, needed = resource.getrlimit(resource.RLIMIT_NOFILE)[1], count + SPARE
    if limit < needed:
        raise Skipped(f"{count:,} connections need {needed:,} file descriptors in one process, and the hard limit here is {limit:,} (ulimit -Hn)")
    places.connections = needed
    backend = Backend(places)
    backend.start()
    rows, bars, versions = [], [], {}
    names = ["sluice", *(name for name in PEERS if name not in choice.without and (name != "envoy" or envoy_installed()))]
    try:
        for name in names:
            for kind in ("plain", "TLS"):
                series = []
                for repeat in range(min(REPEATS, choice.rounds) if name == "sluice" else 1):
                    # Each on a fresh process: memory that was touched before would be used again and not be seen.
                    candidate = Sluice(places, name=f"sluice-{kind}-{repeat}") if name == "sluice" else PEERS[name](places)
                    try:
                        candidate.start()
                        versions[name] = candidate.version()
                        held = most(name, count)
                        figures, alive = hold(places, candidate, kind == "TLS", held)
                    finally:
                        candidate.stop()
                    series.append(figures)
                    say(f"{name} {kind}: heap {figures[0] / 1024:.2f} KiB, resident {figures[1] / 1024:.2f} KiB a connection")
                    middle = sorted(series)[len(series) // 2]
                    row = [name, kind, held, alive, f"{middle[0] / 1024:.2f}" if name == "sluice" else "-", f"{middle[1] / 1024:.2f}",
                           f"{middle[2] / 1024:.2f}" if name == "sluice" else "-"]
                rows.append(row)
                if name == "sluice":
                    for place, part in enumerate(("heap", "resident")):
                        if part in LIMITS[kind]:
                            bars.append(outcome.bar(f"{part} of a {kind} connection", [f[place] / 1024 for f in series], LIMITS[kind][part], "KiB"))
    finally:
        backend.stop()
    header = ["", "kind", "held", "alive at the end", "live heap KiB", "RSS KiB", "RSS beside the heap KiB"]
    return {"tables": [{"header": header, "rows": rows}], "bars": bars, "versions": versions,
            "notes": ["RSS of a JVM holds garbage that its heap has room for; what a connection needs is its live heap and the RSS beside the heap"]}
