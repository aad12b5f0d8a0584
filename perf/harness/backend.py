"""The upstream of every candidate: one nginx worker on the load's core, and its own count of the requests that it answered."""
import http.client
import re
import shutil

from .candidates.candidate import Candidate
from .loads import compiled
from .places import free_port
from .processes import Failed, Process, wait_until

SMALL = 200
LARGE = 100 * 1024
#: A gRPC message of 100 bytes with its prefix.
MESSAGE = b"\0" + (100).to_bytes(4, "big") + b"m" * 100

CONFIG = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 15000; multi_accept on; }}
http {{
  access_log off; sendfile on; tcp_nopush off; tcp_nodelay on; keepalive_requests 1000000000; keepalive_timeout 3600s; http2_max_requests 1000000000;
  http2_idle_timeout 3600s; default_type text/plain; open_file_cache max=100; client_max_body_size 0; client_body_buffer_size 128k;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{status}; location / {{ stub_status; }} }}
  server {{
    listen 127.0.0.1:{h1} backlog=4096; listen 127.0.0.1:{h2} http2 backlog=4096;
    location ~ /small$ {{ return 200 "{small}"; }}
    location ~ /seen$ {{ return 200 "xff=$http_x_forwarded_for connection=$connection requests=$connection_requests host=$http_host protocol=$server_protocol\\n"; }}
    location ~ /taken$ {{ return 200 "taken"; }}
    location = /bench/100k {{ alias {folder}/100k; }}
    # A file cannot be posted to; sending the request on to another address makes a GET of it.
    location = /h2/bench.Echo/Unary {{ alias {folder}/message; error_page 405 =200 /message; }}
    location = /message {{ internal; default_type application/grpc; add_trailer grpc-status 0; root {folder}; }}
    location = /bench/ws {{
      proxy_pass http://127.0.0.1:{echo}; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;
      proxy_read_timeout 3600s;
    }}
    location / {{ return 200 "{small}"; }}
  }}
}}
"""


class Backend:
    """Counts by nginx's own status page, so that a measured window need not begin and end with the load tool's run."""

    message = MESSAGE

    def __init__(self, places):
        self.places = places
        self.folder = places.folder("backend")
        self.process = None
        self.status = None
        self.asked = 0

    def start(self):
        nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
        if not nginx:
            raise Failed("nginx is not installed, and the backend is one; run perf/bench install")
        p = self.places
        p.backend_h1, p.backend_h2, p.backend_status = free_port(), free_port(), free_port()
        (self.folder / "100k").write_bytes(b"0123456789abcdef" * (LARGE // 16))
        (self.folder / "message").write_bytes(self.message)
        config = self.folder / "nginx.conf"
        config.write_text(CONFIG.format(folder=self.folder, status=p.backend_status, h1=p.backend_h1, h2=p.backend_h2, small="x" * SMALL,
                                        echo=p.backend_echo or p.backend_status))
        self.folder.chmod(0o755)
        self.process = Process("backend", [nginx, "-p", self.folder, "-c", config, "-e", self.folder / "error.log"], p.load_core,
                               self.folder / "output.txt")
        wait_until(lambda: Candidate.listens(p.backend_h1) and Candidate.listens(p.backend_status), 10, "the backend", self.process)
        self.status = http.client.HTTPConnection("127.0.0.1", p.backend_status, timeout=10)

    def requests(self):
        """Requests answered so far, but for those of this question."""
        try:
            self.status.request("GET", "/")
            text = self.status.getresponse().read().decode()
        except (OSError, http.client.HTTPException) as failed:
            raise Failed(f"the backend does not say how many requests it answered: {failed!r}") from None
        self.asked += 1
        counts = re.search(r"^ (\d+) (\d+) (\d+) $", text, re.M)
        return int(counts.group(3)) - self.asked

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.places.backend_h1, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().read()
        finally:
            connection.close()

    def stop(self):
        if self.process is not None:
            self.process.stop()


class CountingBackend(Backend):
    """With one of our own servers behind it or beside it, which counts messages."""

    def start_counting(self, program):
        """Returns its port."""
        port, self.count = free_port(), self.folder / "messages"
        self.echo = Process(program, [compiled(program), f"--port={port}", f"--count={self.count}"], self.places.load_core, self.folder / f"{program}.txt")
        wait_until(lambda: Candidate.listens(port), 10, f"the server {program}", self.echo)
        return port

    def requests(self):
        return int.from_bytes(self.count.read_bytes(), "little")

    def stop(self):
        super().stop()
        self.echo.stop()


class EchoBackend(CountingBackend):
    """A WebSocket server behind it."""

    def start(self):
        self.places.backend_echo = self.start_counting("echo")
        super().start()


class StreamBackend(CountingBackend):
    """A gRPC server in place of its HTTP/2 port."""

    def start(self):
        super().start()
        self.places.backend_h2 = self.start_counting("grpc")
