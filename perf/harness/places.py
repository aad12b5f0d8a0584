"""Where things are: folders of the checkout, free ports, the two cores."""
import os
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

PERF = Path(__file__).resolve().parent.parent
TOP = PERF.parent
TARGET = PERF / "target"
RESULTS = PERF / "results"

HOST = "bench.example.com"

_taken = set()


def free_port():
    """A port below the kernel's ephemeral range, so that no outgoing connection takes it between our look and the listener's bind."""
    # Two runs at once begin at different places.
    first = 18000 + os.getpid() % 100 * 110
    for port in [*range(first, 30000), *range(18000, first)]:
        if port in _taken:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _taken.add(port)
        return port
    raise RuntimeError("no free port between 18000 and 30000 on 127.0.0.1")


def commit(folder=TOP):
    """The short commit of a checkout, with `-dirty` where what runs is not what that commit holds."""
    def git(*args):
        return subprocess.run(["git", "-C", str(folder), *args], capture_output=True, text=True).stdout.strip()
    name = git("rev-parse", "--short=10", "HEAD") or "unknown"
    changed = git("status", "--porcelain", "--", ".", ":!perf")
    return name + ("-dirty" if changed else "")


def log_folder(run):
    """Access logs go to memory where the system offers that: a disk's write-back would be noise for all."""
    shm = Path("/dev/shm")
    if shm.is_dir() and os.access(shm, os.W_OK):
        folder = shm / f"sluice-perf-{os.getpid()}"
        folder.mkdir(exist_ok=True)
        return folder
    folder = run / "logs"
    folder.mkdir(exist_ok=True)
    return folder


@dataclass
class Places:
    """What every candidate is told: folders, certificates, the backend's ports, cores."""
    run: Path
    logs: Path
    certificate: Path = None
    key: Path = None
    pair: Path = None
    #: What the certificate's key is: ecdsa or rsa.
    key_kind: str = "ecdsa"
    backend_h1: int = 0
    backend_h2: int = 0
    backend_status: int = 0
    backend_echo: int = 0
    #: Groups for the key exchange, by preference, that candidates are to offer.
    groups: tuple = ("X25519",)
    #: From clients at once: what those candidates are told that must know beforehand.
    connections: int = 19_000
    proxy_core: int = 1
    load_core: int = 0

    def folder(self, name):
        made = self.run / name
        made.mkdir(parents=True, exist_ok=True)
        return made


def sweep():
    """Folders of runs that ended badly are kept until the next one, for whoever wants to read the logs."""
    for folder in (TARGET / "run").glob("*"):
        if not Path(f"/proc/{folder.name}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def make_places(proxy_core, load_core):
    sweep()
    run = TARGET / "run" / str(os.getpid())
    run.mkdir(parents=True, exist_ok=True)
    places = Places(run=run, logs=log_folder(run), proxy_core=proxy_core, load_core=load_core)
    make_certificate(places)
    return places


KEYS = {"ecdsa": ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"], "rsa": ["rsa:2048"]}


def make_certificate(places, kind="ecdsa"):
    """ECDSA P-256 or RSA of 2048 bits, self-signed: the same key and certificate for every candidate."""
    places.key_kind = kind
    places.certificate, places.key, places.pair = (places.run / f"{kind}.{part}" for part in ("crt", "key", "pem"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", *KEYS[kind], "-nodes", "-days", "30",
                    "-keyout", str(places.key), "-out", str(places.certificate), "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"],
                   check=True, capture_output=True)
    places.key.chmod(0o600)
    places.pair.write_text(places.certificate.read_text() + places.key.read_text())
    places.pair.chmod(0o600)
