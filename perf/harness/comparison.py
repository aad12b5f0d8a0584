"""One scenario from start to result: candidates up, work checked to be equal, rounds, ratios."""
import time

from . import equality, jvm, machine, rounds, statistics
from .candidates import PEERS, Sluice
from .candidates.envoy import installed as envoy_installed
from .candidates.sluice import former
from .places import commit, make_certificate


def candidates_of(scenario, places, choice, say):
    """Ours first, then a former commit of ours, then ours on another transport, then the peers that exist here."""
    if scenario.make is not None:
        return scenario.make(places)
    made = [Sluice(places)]
    if choice.former:
        made.append(Sluice(places, checkout=former(choice.former), name="former"))
    if choice.transport:
        made.append(Sluice(places, name=choice.transport, transport=choice.transport))
    for name in scenario.peers:
        if name in choice.without:
            continue
        if name == "envoy" and not envoy_installed():
            say("Envoy is left out: it is not installed (perf/bench install)")
            continue
        peer = PEERS[name](places)
        if scenario.group and not peer.knows(scenario.group):
            say(f"{name} is left out: {peer.version()} does not know {scenario.group}")
            continue
        made.append(peer)
    return made


def summary(measured):
    """Medians and extremes of the rounds of one candidate."""
    def spread(key):
        values = [r[key] for r in measured if key in r]
        return {"median": statistics.median(values), "min": min(values), "max": max(values)} if values else None
    keys = ("requests_per_second", "cpu_ms_per_1k", "gc_ms_per_1k", "jit_ms_per_1k", "core_share", "others_share", "kinstructions", "resumed_share")
    made = {key: found for key in keys if (found := spread(key)) is not None}
    made["resident_mib"] = measured[-1]["resident_bytes"] / 2**20
    if "gc_pauses_ms" in measured[0]:
        made["gc_pauses"] = jvm.told([pause for r in measured for pause in r["gc_pauses_ms"]])
    made["errors"] = sum(r["tool_errors"] for r in measured)
    return made


#: Others on the proxy's core spoil its caches: above this share of it, nothing is decided.
CROWDED = 0.25


def compare_all(found, ours, bars):
    """Ratios of ours to each other candidate, from the same rounds."""
    def series(name, key):
        return [r[key] for r in found[name]]
    ratios = {}
    for name in found:
        if name == ours:
            continue
        ratios[name] = statistics.compare(series(ours, "cpu_ms_per_1k"), series(name, "cpu_ms_per_1k"), bars.get(name))
        crowded = any(statistics.median(series(which, "others_share")) > CROWDED for which in (ours, name))
        if crowded and ratios[name]["bar"] is not None:
            ratios[name]["verdict"] = statistics.UNDECIDED
        with_jit = [[r["cpu_ms_per_1k"] + r["jit_ms_per_1k"] for r in found[which]] for which in (ours, name)]
        ratios[name]["median_with_jit"] = statistics.median(statistics.ratios(*with_jit))
        ratios[name]["requests_per_second"] = statistics.median(statistics.ratios(series(ours, "requests_per_second"), series(name, "requests_per_second")))
        if all("kinstructions" in r for which in (ours, name) for r in found[which]):
            ratios[name]["instructions"] = statistics.median(statistics.ratios(series(ours, "kinstructions"), series(name, "kinstructions")))
    return ratios


def run(scenario, places, choice, say):
    if scenario.key != places.key_kind:
        make_certificate(places, scenario.key)
    if scenario.group:
        places.groups = (scenario.group, *places.groups)
    backend = scenario.backend(places)
    started, measured_commit = time.time(), commit()
    backend.start()
    candidates, tickets, versions = [], {}, {}
    try:
        candidates = candidates_of(scenario, places, choice, say)
        for candidate in candidates:
            say(f"starting {candidate.name}")
            candidate.start()
            versions[candidate.name] = candidate.version()
            tickets[candidate.name] = equality.check(candidate, scenario.load, backend)
            candidate.freeze()
        before = machine.describe()
        found, logged = rounds.run(candidates, scenario.load, backend, places, choice.rounds, choice.seconds, say, choice.warm)
        return {"scenario": scenario.name, "title": scenario.title, "note": scenario.note, "subject": scenario.subject, "commit": measured_commit, "started": started,
                "took_seconds": time.time() - started, "rounds": choice.rounds, "seconds": choice.seconds, "machine": before,
                "versions": versions, "candidates": {name: summary(of) for name, of in found.items()},
                "logged_share": logged if scenario.logged else {}, "session_tickets": tickets, "ratios": compare_all(found, scenario.subject, scenario.bars), "measured": found}
    finally:
        for candidate in candidates:
            candidate.stop()
        backend.stop()
