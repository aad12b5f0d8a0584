"""What only a JVM can be asked: its live heap, its threads, and how long its collections stopped it."""
import re
import subprocess
from pathlib import Path

from .processes import Failed

PAUSE = re.compile(r"GC\(\d+\) .*Pause .* (\d+\.\d+)ms$", re.M)


def jcmd(pid, *command, seconds=120):
    """The answer of the JDK's own tool beside the `java` that runs. Waits up to `seconds`."""
    tool = Path(f"/proc/{pid}/exe").resolve().parent / "jcmd"
    try:
        done = subprocess.run([str(tool), str(pid), *command], capture_output=True, text=True, timeout=seconds)
    except (OSError, subprocess.TimeoutExpired) as failed:
        raise Failed(f"jcmd {' '.join(command)}: {failed}") from None
    if done.returncode != 0:
        raise Failed(f"jcmd {' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout


def live_heap(pid):
    """Bytes of all objects that a full collection leaves."""
    return int(re.search(r"^Total\s+\d+\s+(\d+)", jcmd(pid, "GC.class_histogram"), re.M).group(1))


def parse_pauses(text):
    """Milliseconds of each pause that a log of collections tells of; concurrent work is none."""
    return [float(took) for took in PAUSE.findall(text)]


def told(pauses):
    """Count, and milliseconds in all and of the longest."""
    return {"count": len(pauses), "total_ms": sum(pauses), "max_ms": max(pauses, default=0.0)}


class GcLog:
    """The log of collections that a JVM writes for us, read from where it was left. ZGC tells its pauses among the phases, the others without."""

    def __init__(self, file):
        self.file, self.at = Path(file), 0

    def option(self):
        return f"-Xlog:gc,gc+phases:file={self.file}:uptime:filecount=0"

    def take(self):
        """The pauses since this was last asked, in milliseconds."""
        try:
            with open(self.file, "rb") as log:
                log.seek(self.at)
                read = log.read()
        except FileNotFoundError:
            return []
        whole = read[:read.rfind(b"\n") + 1]
        self.at += len(whole)
        return parse_pauses(whole.decode(errors="replace"))
