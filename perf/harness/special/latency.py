"""Latency at a fixed rate, and how it is in the first seconds of a fresh process."""
import json

from .. import jvm, outcome, rounds, statistics
from ..backend import Backend
from ..candidates import PEERS, Sluice
from ..candidates.envoy import installed as envoy_installed
from ..loads import Own, Wrk

RATE = 4_000
CONNECTIONS = 40
SHARES = ("p50", "p90", "p99", "p999", "max")
FRESH = 3


class Direct:
    """The backend without a proxy: what the machine and the generator themselves add."""

    name = "direct"

    def __init__(self, places):
        self.plain_port = places.backend_h1

    process = None

    def thaw(self):
        pass

    def pauses(self):
        return None

    def freeze(self):
        pass

    def stop(self):
        pass


def at_rate(places, candidate, seconds, path="/bench/small"):
    """The generator's own figures, in microseconds, with the pauses of a collector meanwhile."""
    candidate.pauses()
    load = Own(program="rate", options=(f"--rate={RATE}", f"--connections={CONNECTIONS}"), path=path)
    done = load.end(load.start(places, candidate, seconds), seconds, candidate)
    said, pauses = json.loads(done.text.strip().splitlines()[-1]), candidate.pauses()
    return said if pauses is None else {**said, "gc_pauses_ms": pauses}


def pause_table(found):
    """How often and how long collections stopped a candidate during the rounds of `found`, which are by name; None where nobody has a collector."""
    rows = []
    for name, of in found.items():
        if of and "gc_pauses_ms" in of[0]:
            all_of = jvm.told([pause for r in of for pause in r["gc_pauses_ms"]])
            rows.append([name, all_of["count"], f"{all_of['total_ms']:.1f}", f"{all_of['max_ms']:.2f}"])
    return {"header": ["pauses of the collector", "count", "total ms", "max ms"], "rows": rows} if rows else None


def fresh(places, times, say):
    """Latencies in ten seconds from the moment of readiness, and of the same process ten seconds of load later."""
    found = []
    for number in range(times):
        ours = Sluice(places, name=f"fresh-{number}")
        try:
            ours.start()
            first = at_rate(places, ours, 10)
            at_rate(places, ours, 10)
            later = at_rate(places, ours, 10)
        finally:
            ours.stop()
        say(f"fresh process {number + 1} of {times}: p50 {first['p50']:.0f}, p99 {first['p99']:.0f} us in its first 10 s, {later['p50']:.0f} and {later['p99']:.0f} us afterwards")
        found.append({"first": first, "later": later})
    return found


def measure(places, choice, say):
    backend = Backend(places)
    backend.start()
    candidates = []
    try:
        candidates = [Sluice(places), *(PEERS[name](places) for name in PEERS if name not in choice.without and (name != "envoy" or envoy_installed()))]
        for candidate in candidates:
            candidate.start()
            candidate.freeze()
        for candidate in candidates:
            rounds.warm(candidate, Wrk(), backend, places, max(1, round(candidate.warm_seconds * choice.warm)))
        everybody = [Direct(places), *candidates]
        found = {one.name: [] for one in everybody}
        for number in range(choice.rounds):
            for one in everybody if number % 2 == 0 else reversed(everybody):
                one.thaw()
                at_rate(places, one, 0.5)
                found[one.name].append(at_rate(places, one, choice.seconds))
                one.freeze()
            say(f"round {number + 1} of {choice.rounds}: p99 " + ", ".join(f"{name} {of[-1]['p99']:.0f}" for name, of in found.items()) + " us")
        versions = {c.name: c.version() for c in candidates}
        for candidate in candidates:
            candidate.stop()
        starts = fresh(places, min(FRESH, choice.rounds), say)
    finally:
        for candidate in candidates:
            candidate.stop()
        backend.stop()
    return told(found, starts, versions)


def told(found, starts, versions):
    middle = {name: {share: statistics.median([r[share] for r in of]) for share in SHARES} for name, of in found.items()}
    rows = [[name, *(f"{middle[name][share]:,.0f}" for share in SHARES), *(f"{middle[name][share] - middle['direct'][share]:+,.0f}" for share in SHARES[:4]),
             sum(r["errors"] for r in of)] for name, of in found.items()]
    header = ["latency, us", *SHARES, *(f"added {share}" for share in SHARES[:4]), "errors"]
    bars = [outcome.bar(f"{share} against {peer}'s", statistics.ratios([r[share] for r in found["sluice"]], [r[share] for r in found[peer]]),
                        1.0 if peer == "haproxy" else None, rounds=len(found["sluice"])) for share in ("p50", "p99") for peer in found if peer not in ("sluice", "direct")]
    bars += [outcome.bar(f"{share} of the first 10 s after readiness against later", [s["first"][share] / s["later"][share] for s in starts], 3.0)
             for share in ("p50", "p99")]
    pauses = pause_table({**found, "fresh, first 10 s": [s["first"] for s in starts], "fresh, later 10 s": [s["later"] for s in starts]})
    return {"tables": [{"header": header, "rows": rows}, *([pauses] if pauses else [])], "bars": bars, "versions": versions, "measured_latency": found, "fresh": starts,
            "notes": ["added is over `direct`, the backend without a proxy; ratios are of whole latencies"]}
