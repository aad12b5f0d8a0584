"""Before a candidate is measured: does it do the work that the others do? Anything else ends the scenario with what was seen."""
import hashlib
import re
import subprocess

from .places import HOST
from .processes import Failed, wait_until


def ask(candidate, command, seconds, **more):
    """One run of a client against a candidate, with an end."""
    try:
        return subprocess.run(command, capture_output=True, timeout=seconds, **more)
    except subprocess.TimeoutExpired:
        raise Failed(f"{candidate.name}: {command[0]} did not end within {seconds} s: {' '.join(map(str, command))}") from None


def curl(candidate, tls, h2, paths, more=()):
    """Status, body and version of each path, asked on one connection."""
    port = candidate.tls_port if tls else candidate.plain_port
    base = f"{'https' if tls else 'http'}://{HOST}:{port}"
    mark = "\n--harness-%{http_code}-%{http_version}--\n"
    protocol = ("--http2" if tls else "--http2-prior-knowledge") if h2 else "--http1.1"
    command = ["curl", "-sk", "--max-time", "10", protocol, "--resolve", f"{HOST}:{port}:127.0.0.1", "-w", mark]
    done = ask(candidate, [*command, *more] + [base + path for path in paths], 30)
    parts = re.split(rb"\n--harness-(\d+)-([\d.]+)--\n", done.stdout)
    answers = [(int(parts[i + 1]), parts[i], parts[i + 2].decode()) for i in range(0, len(parts) - 2, 3)]
    if len(answers) != len(paths):
        raise Failed(f"{candidate.name}: curl got {len(answers)} of {len(paths)} answers (exit {done.returncode}): {done.stderr.decode()[-300:]}")
    return answers


def demand(candidate, holds, what):
    if not holds:
        raise Failed(f"{candidate.name} does not do the same work: {what}")


def check_answer(candidate, load, backend):
    """The load's own request, by curl: status, body and protocol are right; of gRPC the trailers too."""
    path = load.checked or load.path
    grpc = any("application/grpc" in field for field in getattr(load, "fields", ()))
    more = [] if load.body is None else ["--data-binary", f"@{load.write_body(candidate.places)}"]
    if grpc:
        more += [part for field in load.fields for part in ("-H", field)]
        check_trailers(candidate, load)
    (status, body, version), = curl(candidate, load.tls, load.h2, [path], more)
    demand(candidate, status == 200, f"{path} is answered {status}")
    direct = backend.message if grpc else backend.get(path.replace("/h2/", "/bench/"))
    demand(candidate, hashlib.sha256(body).digest() == hashlib.sha256(direct).digest(), f"the body of {path} ({len(body)} bytes) is not the backend's")
    demand(candidate, version == ("2" if load.h2 else "1.1"), f"it speaks HTTP/{version} to the client")


def check_trailers(candidate, load):
    """By nghttp: curl does not wait for trailers once a body is as long as it was announced."""
    fields = [part for field in load.fields for part in ("-H", field)]
    done = ask(candidate, ["nghttp", "-v", "-d", load.write_body(candidate.places), *fields, "-H", f":authority: {HOST}",
                           f"https://127.0.0.1:{candidate.tls_port}{load.path}"], 20)
    demand(candidate, b"grpc-status: 0" in done.stdout, f"no grpc-status in its answer: {done.stdout[-800:]!r} {done.stderr[-300:]!r}")


def check_forwarding(candidate, load):
    """X-Forwarded-For arrives, the Host is kept, and one backend connection carries the requests of one client connection."""
    prefix = load.seen_under or ("/h2" if load.path.startswith("/h2/") else "/bench")
    answers = curl(candidate, load.tls, load.h2, [f"{prefix}/seen"] * 4)
    seen = []
    for status, body, _ in answers:
        found = re.search(rb"xff=(\S*) connection=(\d+) requests=(\d+) host=(\S*) protocol=(\S+)", body)
        demand(candidate, status == 200 and found, f"{prefix}/seen is answered {status} {body[:200]!r}")
        seen.append([part.decode() for part in found.groups()])
    # Envoy writes the machine's own address where the client's is a loopback one.
    demand(candidate, all(re.fullmatch(r"\d+(\.\d+){3}", s[0]) for s in seen), f"X-Forwarded-For at the backend is {[s[0] for s in seen]}")
    connections = [s[1] for s in seen]
    demand(candidate, len(set(connections[1:])) == 1 and int(seen[-1][2]) >= 3,
           f"connections to the backend are not reused: serials {connections}, requests on them {[s[2] for s in seen]}")
    demand(candidate, all(s[4] == ("HTTP/2.0" if prefix == "/h2" else "HTTP/1.1") for s in seen), f"it speaks {seen[0][4]} to the backend")
    demand(candidate, all(s[3].split(":")[0] == HOST for s in seen), f"the backend sees host {seen[0][3]}")
    (status, _, _), = curl_other_host(candidate)
    demand(candidate, status == 404, f"another host is answered {status}, not 404: the host is not matched")


def curl_other_host(candidate):
    done = ask(candidate, ["curl", "-s", "--max-time", "10", "-o", "/dev/null", "-w", "%{http_code}", "-H", "Host: other.example.com",
                           f"http://127.0.0.1:{candidate.plain_port}/bench/small"], 20, text=True)
    return [(int(done.stdout or 0), b"", "")]


def check_tls(candidate):
    """TLS 1.3, X25519, the one cipher suite, the key that it was given. Returns how many session tickets it sent."""
    signature = {"ecdsa": "ECDSA", "rsa": "RSA-PSS"}[candidate.places.key_kind]
    done = ask(candidate, ["openssl", "s_client", "-connect", f"127.0.0.1:{candidate.tls_port}", "-servername", HOST, "-tls1_3", "-groups", "X25519",
                           "-ciphersuites", "TLS_AES_128_GCM_SHA256", "-alpn", "http/1.1", "-ign_eof"], 20,
               input=f"GET /bench/small HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n", text=True)
    text = done.stdout + done.stderr
    for needed in ("Server Temp Key: X25519", "Cipher is TLS_AES_128_GCM_SHA256", "TLSv1.3", f"Peer signature type: {signature}", "HTTP/1.1 200"):
        demand(candidate, needed in text, f"no {needed!r} in a TLS handshake:\n{text[-1200:]}")
    return text.count("New Session Ticket arrived")


def check_log(candidate):
    """Each request leaves a line in the access log."""
    curl(candidate, False, False, ["/bench/small?logged"])
    wait_until(lambda: candidate.log_file.stat().st_size > 0, 15, f"{candidate.name} to write its access log")


def check(candidate, load, backend):
    """Returns how many session tickets follow a handshake: all send the same number by default, and the result tells where one does not."""
    check_answer(candidate, load, backend)
    check_forwarding(candidate, load)
    tickets = check_tls(candidate) if load.tls else 0
    check_log(candidate)
    return tickets
