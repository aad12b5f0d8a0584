"""What to write down when a load tool does not end: whose connections hang, and what our threads do. Taken before anything is stopped."""
import subprocess
import time
from pathlib import Path

from . import jvm
from .places import RESULTS
from .processes import Failed


def sockets(pids):
    """The TCP connections of processes, by `ss`: state, queues, addresses, timers."""
    try:
        shown = subprocess.run(["ss", "-tnoip", "state", "all"], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired) as failed:
        return f"ss: {failed}"
    marks = [f"pid={pid}," for pid in pids]
    kept, keep = [], False
    for line in shown.splitlines():
        # With -i each connection has a second line, indented.
        if not line.startswith((" ", "\t")):
            keep = any(mark in line for mark in marks)
        if keep:
            kept.append(line)
    return "\n".join(kept) or "none"


def threads(pid):
    """Where the threads of a JVM are; of another process, what each waits for in the kernel."""
    try:
        if Path(f"/proc/{pid}/exe").resolve().name == "java":
            return jvm.jcmd(pid, "Thread.print", seconds=20)
        return "\n".join(f"{task.name} {(task / 'comm').read_text().strip()} {(task / 'wchan').read_text()}" for task in Path(f"/proc/{pid}/task").iterdir())
    except (OSError, Failed) as failed:
        return str(failed)


def of_hang(process, candidate):
    """Writes all of it to a file under perf/results/hangs and returns that file. `process` is the load tool, still running."""
    proxy = getattr(candidate, "process", None)
    pids = proxy.pids() if proxy else []
    parts = [("command", " ".join(map(str, process.child.args))), ("output of the tool", process.tail(40)),
             ("connections of the tool", sockets(process.pids())), (f"connections of {candidate.name}", sockets(pids)),
             ("output of the proxy", proxy.tail(40) if proxy else ""), *((f"threads of {candidate.name}, {pid}", threads(pid)) for pid in pids)]
    folder = RESULTS / "hangs"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{candidate.name}.txt"
    file.write_text("\n\n".join(f"== {name}\n{text}" for name, text in parts) + "\n")
    return file
