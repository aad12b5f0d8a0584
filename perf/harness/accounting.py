"""What a process used: CPU time per thread from /proc/PID/task/*/schedstat, resident memory, and instructions where counters exist."""
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

JIT = re.compile(r"^C[12] Compiler")
# The VM thread runs the collections of the serial collector and the pauses of the others.
GC = re.compile(r"^(Z(Driver|Worker|Director|Stat|Uncommitter|Unmapper)|GC Thread|G1 |Shenandoah|RuntimeWorker|VM Thread)")


def kind_of(name):
    return "jit" if JIT.match(name) else "gc" if GC.match(name) else "work"


def parse_schedstat(text):
    """Nanoseconds on a processor: the first of three numbers."""
    fields = text.split()
    if len(fields) != 3:
        raise ValueError(f"not a schedstat line: {text!r}")
    return int(fields[0])


@dataclass(frozen=True)
class Cpu:
    """Nanoseconds by (process, thread, name)."""
    threads: dict

    def since(self, before):
        """Nanoseconds of each kind and of each thread name since `before`. A thread that ended in between is missed; only compilers do."""
        kinds, names = {"work": 0, "gc": 0, "jit": 0}, {}
        for thread, nanos in self.threads.items():
            used = nanos - before.threads.get(thread, 0)
            kinds[kind_of(thread[2])] += used
            names[thread[2]] = names.get(thread[2], 0) + used
        return kinds, names


def read_cpu(pids):
    threads = {}
    for pid in pids:
        try:
            tasks = list(Path(f"/proc/{pid}/task").iterdir())
        except FileNotFoundError:
            continue
        for task in tasks:
            try:
                name = (task / "comm").read_text().strip()
                threads[(pid, int(task.name), name)] = parse_schedstat((task / "schedstat").read_text())
            except (FileNotFoundError, ProcessLookupError):
                continue
    return Cpu(threads)


def resident_bytes(pids):
    total = 0
    for pid in pids:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except FileNotFoundError:
            continue
        found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.M)
        total += int(found.group(1)) * 1024 if found else 0
    return total


def core_busy_ticks(core):
    """Busy and all ticks (10 ms) of one core, everybody's. Time that the hypervisor gave to other machines counts as busy: it is lost."""
    for line in Path("/proc/stat").read_text().splitlines():
        if line.startswith(f"cpu{core} "):
            ticks = [int(field) for field in line.split()[1:9]]
            idle = ticks[3] + ticks[4]
            return sum(ticks) - idle, sum(ticks)
    raise ValueError(f"no core {core}")


_counters = None


def has_counters():
    """True if the machine offers a counter of instructions; many virtual machines do not."""
    global _counters
    if _counters is None:
        _counters = False
        if shutil.which("perf"):
            tried = subprocess.run(["perf", "stat", "-x,", "-e", "instructions:u", "true"], capture_output=True, text=True)
            _counters = tried.returncode == 0 and parse_instructions(tried.stderr) is not None
    return _counters


def parse_instructions(text):
    """The sum of all rows of `perf stat -x,`; None where a row was not counted."""
    total = 0
    rows = [line.split(",") for line in text.splitlines() if ",instructions" in line]
    for row in rows:
        if not row[0].isdigit():
            return None
        total += int(row[0])
    return total if rows else None


def start_counting(pids):
    """Counts instructions of all threads but compilers until `end_counting`; None without counters."""
    if not has_counters():
        return None
    threads = [str(thread) for (_, thread, name) in read_cpu(pids).threads if kind_of(name) != "jit"]
    return subprocess.Popen(["perf", "stat", "-x,", "-e", "instructions:u,instructions:k", "-t", ",".join(threads)],
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def end_counting(counting):
    """The instructions since `start_counting`; None without counters, or if it has been ended before."""
    if counting is None or counting.returncode is not None:
        return None
    counting.send_signal(signal.SIGINT)
    return parse_instructions(counting.communicate(timeout=10)[1])
