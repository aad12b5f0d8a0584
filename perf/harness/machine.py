"""What the figures belong to: processor, kernel, and how quiet it was."""
import os
import platform
import re
from pathlib import Path

from . import accounting


def describe():
    info = Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*:\s*(.+)$", info, re.M)
    memory = re.search(r"^MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text(), re.M)
    return {"processor": model.group(1).strip() if model else platform.machine(), "cores": os.cpu_count(),
            "memory_gib": round(int(memory.group(1)) / 2**20, 1), "kernel": platform.release(), "virtual": "hypervisor" in info,
            "instruction_counters": accounting.has_counters(), "load_average": os.getloadavg()}
