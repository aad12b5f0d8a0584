"""Proves what every figure rests on: the statistics and the reading of schedstat. `perf/bench self-check`."""
import os
import random
import re
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

from . import accounting, jvm, statistics
from .loads import Load
from .processes import Failed, Process


def check_median():
    assert statistics.median([3, 1, 2]) == 2
    assert statistics.ratios([2, 9], [4, 3]) == [0.5, 3.0]
    try:
        statistics.ratios([1], [1, 2])
    except ValueError:
        return
    raise AssertionError("unequal series make no pairs")


def check_interval_is_known_for_constants():
    assert statistics.interval([0.9] * 15) == (0.9, 0.9)


def check_interval_covers():
    """Of many series with a known median, about 95% of the intervals hold it (the bootstrap of a median of 15 is a little wide)."""
    dice, held, tries = random.Random(1), 0, 200
    for i in range(tries):
        low, high = statistics.interval([dice.lognormvariate(0, 0.1) for _ in range(15)], resamples=500, seed=i)
        held += low <= 1.0 <= high
    assert 0.90 <= held / tries <= 0.995, f"{held} of {tries} intervals hold the median"


def check_interval_is_repeatable():
    values = [0.8, 0.9, 1.1, 0.95, 1.0]
    assert statistics.interval(values) == statistics.interval(values)


def check_verdicts():
    assert statistics.verdict(0.80, 0.90, 0.95) == "passed"
    assert statistics.verdict(0.96, 1.10, 0.95) == "failed"
    assert statistics.verdict(0.90, 1.00, 0.95) == "not decided here"
    assert statistics.verdict(0.90, 1.00, None) is None
    assert statistics.verdict(0.80, 0.90, 0.95, pairs=14) == "not decided here"


def check_schedstat_is_parsed():
    assert accounting.parse_schedstat("123456789 4567 89\n") == 123456789
    for wrong in ("", "1 2", "a b c"):
        try:
            accounting.parse_schedstat(wrong)
        except ValueError:
            continue
        raise AssertionError(f"{wrong!r} was taken for a schedstat line")


def check_threads_are_told_apart():
    kinds = {"C2 CompilerThre": "jit", "C1 CompilerThre": "jit", "ZWorkerYoung#0": "gc", "ZDriverMinor": "gc", "GC Thread#0": "gc", "VM Thread": "gc",
             "G1 Conc#0": "gc", "vert.x-eventloo": "work", "nginx": "work", "sluice-access-l": "work", "Common-Cleaner": "work"}
    for name, kind in kinds.items():
        assert accounting.kind_of(name) == kind, f"{name} is taken for {accounting.kind_of(name)}"


def check_since_sums_by_kind():
    before = accounting.Cpu({(1, 1, "main"): 10, (1, 2, "C2 CompilerThre"): 100})
    after = accounting.Cpu({(1, 1, "main"): 25, (1, 2, "C2 CompilerThre"): 140, (1, 3, "VM Thread"): 7})
    assert after.since(before)[0] == {"work": 15, "gc": 7, "jit": 40}


def check_own_processor_time():
    """Burns a tenth of a second and finds it in its own accounts."""
    before, started = accounting.read_cpu([os.getpid()]), time.thread_time()
    while time.thread_time() - started < 0.1:
        pass
    used = accounting.read_cpu([os.getpid()]).since(before)[0]["work"]
    assert 0.095e9 <= used <= 0.2e9, f"schedstat says {used / 1e6:.1f} ms of 100 ms"


def check_instructions_are_parsed():
    text = "123,,instructions:u,100,100.00,,\n77,,instructions:k,100,100.00,,\n"
    assert accounting.parse_instructions(text) == 200
    assert accounting.parse_instructions("<not supported>,,instructions:u,0,100.00,,\n") is None
    assert accounting.parse_instructions("") is None


def check_pauses_are_read():
    """Of G1, of ZGC; not what runs beside the program."""
    lines = ["[1.234s] GC(3) Pause Young (Normal) (G1 Evacuation Pause) 24M->5M(128M) 3.456ms", "[2.1s] GC(4) Concurrent Mark Cycle 12.000ms",
             "[2.2s] GC(4) Pause Remark 30M->30M(128M) 1.500ms", "[2.3s] GC(7) Y: Pause Mark Start 0.007ms", "[2.4s] GC(7) Y: Concurrent Mark 5.0ms"]
    assert jvm.parse_pauses("\n".join(lines)) == [3.456, 1.5, 0.007]
    assert jvm.told([]) == {"count": 0, "total_ms": 0, "max_ms": 0.0}


def check_hanging_tool_is_ended():
    """A load tool that does not end is killed, and what it did is kept."""
    with tempfile.TemporaryDirectory() as folder:
        load = Load()
        load.patience = 0.3
        process = Process("load", ["sleep", "60"], 0, Path(folder) / "load.txt")
        proxy = SimpleNamespace(name="nobody", process=None)
        try:
            load.end(process, 0, proxy)
        except Failed as failed:
            kept = Path(re.search(r"in (\S+nobody\.txt)", str(failed)).group(1))
            assert "sleep 60" in kept.read_text() and process.child.poll() is not None
            kept.unlink()
            return
        raise AssertionError("a tool that hangs was taken for one that ended")


def run(say):
    checks = [value for name, value in sorted(globals().items()) if name.startswith("check_")]
    for check in checks:
        check()
        say("ok " + check.__name__[len("check_"):].replace("_", " "))
    return len(checks)
