"""The command line."""
import argparse
import os
import shutil
import sys
import time

from . import comparison, install, outcome, processes, report, scenarios, selfcheck, special
from .places import commit, make_places
from .processes import Failed, Skipped

EXAMPLES = """
  perf/bench table                      the five scenarios that have bars, at least 15 paired rounds each
  perf/bench h1-small --rounds 5        one scenario, shorter
  perf/bench h2-small --former HEAD~20  beside a former commit of ours
  perf/bench h1-small --transport io_uring --without nginx --without haproxy --without envoy
  perf/bench all                        everything; goes on where it was interrupted
  perf/bench list | install | self-check | show
"""


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def parser():
    made = argparse.ArgumentParser(prog="perf/bench", description="Measures the gateway beside its peers on this machine.", epilog=EXAMPLES,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("scenario", help="a scenario of `list`, or: table, all, list, show, install, self-check")
    made.add_argument("--rounds", type=int, default=15, help="paired rounds (15; fewer are for a quick look)")
    made.add_argument("--seconds", type=int, default=3, help="seconds of a round (3)")
    made.add_argument("--warm", type=float, default=1.0, help="factor on the warm-up, which is 20 s for a JVM (1.0)")
    made.add_argument("--former", metavar="REF", help="also measure a former commit of ours")
    made.add_argument("--transport", choices=("io_uring", "epoll", "nio"), help="also measure ours on that transport, beside ours on the default one")
    made.add_argument("--without", metavar="PEER", action="append", default=[], help="leave a peer out; may be repeated")
    made.add_argument("--proxy-core", type=int, default=1, help="core of the proxies (1)")
    made.add_argument("--load-core", type=int, default=0, help="core of load and backend (0)")
    made.add_argument("--commit", help="with show: whose results (default: this checkout's)")
    return made


EVERYTHING = {**scenarios.ALL, **special.ALL}


def names(choice):
    if choice.scenario == "table":
        return [scenario.name for scenario in scenarios.TABLE]
    if choice.scenario == "all":
        return list(EVERYTHING)
    if choice.scenario not in EVERYTHING:
        raise Failed(f"no scenario {choice.scenario!r}; there are: table, all, {', '.join(EVERYTHING)}")
    return [choice.scenario]


def show(choice):
    for name in EVERYTHING:
        result = report.load(choice.commit or commit(), name)
        if result:
            print(report.text(result), end="\n\n")


def measure(choice):
    if len(os.sched_getaffinity(0)) < 2 or choice.proxy_core == choice.load_core:
        raise Failed("two cores are needed: one for the proxy, one for load and backend")
    wanted = names(choice)
    install.install(say, ask=True)
    failures, skipped = [], []
    for name in wanted:
        if choice.scenario == "all" and (kept := report.load(commit(), name)) and kept["rounds"] >= choice.rounds:
            say(f"{name} is there already for commit {commit()}")
            continue
        try:
            measure_one(name, choice)
        except Skipped as skip:
            if len(wanted) == 1:
                raise
            say(f"{name} IS SKIPPED: {skip}")
            skipped.append(name)
        except Failed as failed:
            # One scenario that cannot be measured does not take the others with it.
            if len(wanted) == 1:
                raise
            say(f"{name}: {failed}")
            failures.append(name)
    if skipped:
        say(f"SKIPPED, for the reasons above: {', '.join(skipped)}")
    if failures:
        raise Failed(f"not measured, for the reasons above: {', '.join(failures)}")


def measure_one(name, choice):
    places = make_places(choice.proxy_core, choice.load_core)
    try:
        os.sched_setaffinity(0, {choice.load_core})
        one = EVERYTHING[name]
        result = (outcome if name in special.ALL else comparison).run(one, places, choice, say)
    finally:
        processes.stop_all()
        os.sched_setaffinity(0, range(os.cpu_count()))
        shutil.rmtree(places.logs, ignore_errors=True)
    file = report.save(result)
    print(report.text(result))
    say(f"kept in {file}")
    shutil.rmtree(places.run, ignore_errors=True)


def main(arguments):
    choice = parser().parse_args(arguments)
    processes.end_on_signals()
    try:
        if choice.scenario == "list":
            for scenario in EVERYTHING.values():
                print(f"{scenario.name:18} {scenario.title}")
        elif choice.scenario == "self-check":
            say(f"{selfcheck.run(say)} checks hold")
        elif choice.scenario == "install":
            if not install.install(say):
                return 1
        elif choice.scenario == "show":
            show(choice)
        else:
            measure(choice)
        return 0
    except Failed as failed:
        print(f"perf/bench: {failed}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("perf/bench: interrupted; everything that was started is stopped", file=sys.stderr)
        return 130
    finally:
        processes.stop_all()
