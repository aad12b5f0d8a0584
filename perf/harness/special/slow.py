"""What many slow clients cost, and what they do to the others: requests that come byte by byte, answers that are taken in small sips."""
import time

from .. import accounting, outcome, rounds, statistics
from ..backend import Backend
from ..candidates import PEERS, Sluice
from ..candidates.envoy import installed as envoy_installed
from ..loads import Wrk
from .holder import Holder
from .latency import RATE, SHARES, at_rate, pause_table

CLIENTS = 2_000
#: The crowd comes and goes so often.
BLOCKS = 3


def window(places, candidate, seconds):
    """Latencies of the normal load, and the share of the proxy's core that all of it took."""
    before, started = accounting.read_cpu(candidate.pids()), time.monotonic()
    said = at_rate(places, candidate, seconds)
    kinds, _ = accounting.read_cpu(candidate.pids()).since(before)
    return {**said, "core_share": (kinds["work"] + kinds["gc"]) / ((time.monotonic() - started) * 1e9)}


def block(places, candidate, count, seconds):
    """Windows without the crowd and with it, what the crowd took in memory, and how it fared."""
    candidate.thaw()
    at_rate(places, candidate, 0.5)
    quiet = [window(places, candidate, seconds) for _ in range(count)]
    before = candidate.resident()
    crowd = Holder(places, candidate, "slow", candidate.plain_port, f"--connections={CLIENTS}")
    try:
        there = crowd.held()
        slow = [window(places, candidate, seconds) for _ in range(count)]
        grown = candidate.resident() - before
        fared = crowd.end()
    finally:
        crowd.stop()
    time.sleep(1.5)
    candidate.take_log_lines()
    candidate.freeze()
    return {"quiet": quiet, "slow": slow, "grown_bytes": grown, "there": there, **fared}


def measure(places, choice, say):
    backend = Backend(places)
    backend.start()
    candidates, blocks = [], min(BLOCKS, choice.rounds)
    try:
        candidates = [Sluice(places), *(PEERS[name](places) for name in PEERS if name not in choice.without and (name != "envoy" or envoy_installed()))]
        for candidate in candidates:
            candidate.start()
            candidate.freeze()
        for candidate in candidates:
            rounds.warm(candidate, Wrk(), backend, places, max(1, round(candidate.warm_seconds * choice.warm)))
        found = {candidate.name: [] for candidate in candidates}
        for number in range(blocks):
            for candidate in candidates if number % 2 == 0 else reversed(candidates):
                made = block(places, candidate, -(-choice.rounds // blocks), choice.seconds)
                found[candidate.name].append(made)
                say(f"{candidate.name}, {number + 1} of {blocks}: p99 {made['quiet'][-1]['p99']:.0f} us, with {made['there']:,} slow clients {made['slow'][-1]['p99']:.0f} us")
        versions = {c.name: c.version() for c in candidates}
    finally:
        for candidate in candidates:
            candidate.stop()
        backend.stop()
    return told(found, versions)


def told(found, versions):
    series = {name: {kind: [r for b in of for r in b[kind]] for kind in ("quiet", "slow")} for name, of in found.items()}
    def middle(name, kind, key):
        return statistics.median([r[key] for r in series[name][kind]])
    rows = [[f"{name}{', slow clients beside' if kind == 'slow' else ''}", *(f"{middle(name, kind, share):,.0f}" for share in SHARES),
             sum(r["errors"] for r in series[name][kind]), f"{middle(name, kind, 'core_share') * 100:.1f}"] for name in found for kind in ("quiet", "slow")]
    crowds = [[name, min(b["there"] for b in of), f"{(middle(name, 'slow', 'core_share') - middle(name, 'quiet', 'core_share')) * 100:.1f}",
               f"{statistics.median([b['grown_bytes'] for b in of]) / 2**20:.1f}", sum(b["requests"] for b in of), sum(b["refused"] for b in of),
               sum(b["lost"] for b in of), min(b["reading"] for b in of)] for name, of in found.items()]
    bars = [outcome.bar(f"p99 of {name} with slow clients over without", statistics.ratios(*([r["p99"] for r in series[name][kind]] for kind in ("slow", "quiet"))), None)
            for name in found]
    pauses = pause_table({f"{name}, {kind}": of for name, kinds in series.items() for kind, of in kinds.items()})
    return {"tables": [{"header": ["normal load: latency, us", *SHARES, "errors", "core %"], "rows": rows},
                       {"header": ["slow clients", "there", "core %", "RSS grown MiB", "answered", "refused", "lost", "reading at the end"], "rows": crowds},
                       *([pauses] if pauses else [])],
            "bars": bars, "versions": versions, "measured_blocks": found,
            "notes": [f"{CLIENTS:,} slow clients: half send a request at 8 bytes/s, half take 100 KiB at 1 KiB/s through a small receive buffer; beside them "
                      f"{RATE:,} requests/s as in `latency`. A proxy that buffers answers frees its backend connections, one that does not keeps its memory."]}
