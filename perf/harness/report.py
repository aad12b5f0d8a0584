"""A result for people: a table on the terminal. JSON and the plot are for the rest."""
import json

from . import plot, statistics
from .places import RESULTS


def table(header, rows):
    """Aligned columns; the first is text."""
    widths = [max(len(str(line[i])) for line in [header, *rows]) for i in range(len(header))]
    def line(cells):
        return "  ".join(str(cell).ljust(width) if i == 0 else str(cell).rjust(width) for i, (cell, width) in enumerate(zip(cells, widths)))
    return "\n".join([line(header), line(["-" * width for width in widths]), *map(line, rows)])


def figures(result):
    counted = any("kinstructions" in c for c in result["candidates"].values())
    resuming = any("resumed_share" in c for c in result["candidates"].values())
    header = ["", "req/s", "CPU ms/1k", "(min..max)", "of it GC", "JIT apart", "core %", "others %", "RSS MiB", "logged", *(["kinstr/req"] if counted else []),
              *(["resumed"] if resuming else [])]
    rows = []
    for name, c in result["candidates"].items():
        cpu = c["cpu_ms_per_1k"]
        rows.append([name, f"{c['requests_per_second']['median']:,.0f}", f"{cpu['median']:.2f}", f"({cpu['min']:.2f}..{cpu['max']:.2f})",
                     f"{c['gc_ms_per_1k']['median']:.2f}", f"{c['jit_ms_per_1k']['median']:.2f}", f"{c['core_share']['median'] * 100:.0f}",
                     f"{c['others_share']['median'] * 100:.0f}", f"{c['resident_mib']:.0f}", f"{result['logged_share'][name] * 100:.0f}%" if name in result["logged_share"] else "-",
                     *([f"{c['kinstructions']['median']:.1f}" if "kinstructions" in c else "-"] if counted else []),
                     *([f"{c['resumed_share']['median'] * 100:.0f}%"] if resuming else [])])
    return table(header, rows)


def pauses(result):
    """How often and how long collections stopped a candidate that has a collector, in all measured windows."""
    rows = [[name, c["gc_pauses"]["count"], f"{c['gc_pauses']['total_ms']:.1f}", f"{c['gc_pauses']['max_ms']:.2f}"]
            for name, c in result["candidates"].items() if "gc_pauses" in c]
    return table(["pauses of the collector", "count", "total ms", "max ms"], rows) if rows else ""


def comparisons(result):
    header = [f"CPU per request of {result['subject']} against", "ratio", "95% interval", "bar", "verdict", "with JIT", "req/s ratio"]
    rows = [[name, f"{r['median']:.3f}", f"{r['low']:.3f}..{r['high']:.3f}", "-" if r["bar"] is None else f"<= {r['bar']:g}", r["verdict"] or "-",
             f"{r['median_with_jit']:.3f}", f"{r['requests_per_second']:.2f}"] for name, r in result["ratios"].items()]
    return table(header, rows) if rows else ""


def warnings(result):
    """What a reader must know before believing a figure."""
    said = []
    if len(set(result["session_tickets"].values())) > 1:
        said.append("session tickets after a handshake differ: " + ", ".join(f"{name} {n}" for name, n in result["session_tickets"].items()))
    for name, c in result["candidates"].items():
        if c["errors"]:
            said.append(f"{name}: {c['errors']} requests failed or were not answered 2xx")
        if c["others_share"]["median"] > 0.05:
            said.append(f"{name}: other processes or the hypervisor took {c['others_share']['median'] * 100:.0f}% of the proxy's core")
        if result["logged_share"].get(name, 1) < 0.99:
            said.append(f"{name}: only {result['logged_share'][name] * 100:.1f}% of the requests reached its access log")
        if "resumed_share" in c and c["resumed_share"]["median"] < 0.95:
            said.append(f"{name}: only {c['resumed_share']['median'] * 100:.0f}% of the handshakes resumed; its figure is not of resumption")
        if c["jit_ms_per_1k"]["median"] > 0.05 * c["cpu_ms_per_1k"]["median"]:
            said.append(f"{name}: still compiling while it was measured")
    if result["rounds"] < statistics.ENOUGH:
        said.append(f"{result['rounds']} rounds only: verdicts want at least {statistics.ENOUGH}")
    return said


def bars(result):
    """Figures that have limits, or are worth an interval."""
    header = ["", "median", "95% interval", "bar", "verdict"]
    rows = [[f"{b['what']}{', ' + b['unit'] if b['unit'] else ''}", f"{b['median']:.3g}" if b["median"] < 1000 else f"{b['median']:,.0f}",
             f"{b['low']:.4g}..{b['high']:.4g}", "-" if b["limit"] is None else f"<= {b['limit']:g}", b["verdict"] or "-"] for b in result["bars"]]
    return table(header, rows)


def heading(result):
    m = result["machine"]
    return [f"{result['scenario']}: {result['title']}",
            f"{m['cores']} x {m['processor']}{', virtual' if m['virtual'] else ''}, Linux {m['kernel']}, load average {m['load_average'][0]:.1f}; "
            f"{'; '.join(result['versions'].values())}", ""]


def text(result):
    lines = heading(result)
    for one in result.get("tables", []):
        lines += [table(one["header"], one["rows"]), ""]
    if result.get("bars"):
        lines += [bars(result), ""]
    if "candidates" in result:
        lines += [f"{result['rounds']} alternating rounds of {result['seconds']} s", "", figures(result), ""]
        lines += [part + "\n" for part in (comparisons(result), pauses(result)) if part]
    notes = result.get("notes") or ([result["note"]] if result.get("note") else [])
    return "\n".join(lines + notes + [f"! {warning}" for warning in (warnings(result) if "candidates" in result else [])])


def folder_of(result_commit):
    return RESULTS / result_commit


def save(result):
    folder = folder_of(result["commit"])
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{result['scenario']}.json"
    hidden = file.with_suffix(".part")
    hidden.write_text(json.dumps(result, indent=1))
    hidden.rename(file)
    if "measured" in result:
        (folder / f"{result['scenario']}.svg").write_text(plot.comparison(result))
    return file


def load(result_commit, scenario):
    file = folder_of(result_commit) / f"{scenario}.json"
    return json.loads(file.read_text()) if file.exists() else None
