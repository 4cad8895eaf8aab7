"""Measures CPU time per answer of Xylem, its peers and a UDP echo in C, and prints one Markdown table.

Runs as the first process of a network and process namespace that scripts/bench makes; nothing in it reaches anything outside. The daemon
being measured has a core for itself, authoritative servers and load share the other, and runs of all daemons are interleaved.
"""

import argparse
import random
import statistics
import sys
import time
from pathlib import Path

import daemons
import internet
import load
from daemons import Daemon

CORE, OTHER_CORE = "0", "1"
HOSTS = ("www", "mail", "api", "shop", "blog")
WARM_ZONES = 10_000  # asked before anything is measured; what is measured of misses lies beyond
MISS_ZONES, MIX_ZONES = 1_200, 800  # for each run
MIX_BEGIN = 16_000
RESIDENT = 15_000
BEGIN = time.monotonic()

WORKLOADS = {
    "cached": "cached answer, UDP, saturated: µs",
    "do": "the same with DO and signatures: µs",
    "rate": "cached, UDP, 20,000/s: µs",
    "rate-p99": "cached, UDP, 20,000/s: p99 ms",
    "tcp": "cached, TCP, 20 connections: µs",
    "plain": "uncached, no validation: µs",
    "validating": "uncached, validating: µs",
    "packets": "upstream packets per uncached, validated answer",
    "mix": "80/20 mix at 2,500/s: µs",
    "mix-p99": "80/20 mix: p99 ms",
    "mix-p999": "80/20 mix: p99.9 ms",
    "start": "start to first answer: ms",
    "memory": "RSS with 15,000 names cached: MiB",
    "bytes": "cache octets per name",
}
TOGETHER = {"rate-p99": "rate", "packets": "validating", "mix-p99": "mix", "mix-p999": "mix", "bytes": "memory"}


def say(text):
    print(f"[{time.monotonic() - BEGIN:5.0f} s] {text}", file=sys.stderr, flush=True)


class Bench:
    def __init__(self, options, work):
        self.work, self.options, self.results, self.numbers = work, options, {}, 10
        self.runs, self.seconds = (3, 1) if options.quick else (5, 2)
        self.folder = internet.make(options.folder, options.java, options.classpath, say)
        say("starting the authoritative servers")
        internet.start(self.folder, work, OTHER_CORE)

    def wanted(self, *workloads):
        return any(w in self.options.workloads for w in workloads)

    def note(self, workload, daemon, value):
        self.results.setdefault(workload, {}).setdefault(daemon.name, []).append(value)

    def names(self, zones, host="www"):
        return [f"{host}.{internet.zone(n)} A" for n in zones]

    def file(self, name, lines):
        path = self.work / name
        path.write_text("".join(f"{line}\n" for line in lines))
        return path

    def new(self, name, kind, **more):
        self.numbers += 1
        return Daemon(name, kind, self.work, self.folder, CORE, self.numbers, **more)

    def subjects(self, validating=True):
        """Everything to be measured, not started."""
        homes = {"xylem": self.options.home, **dict(also.split("=", 1) for also in self.options.also)}
        found = [self.new(n, "xylem", home=home, validating=validating) for n, home in homes.items()]
        found += [self.new(name, name, validating=validating) for name in self.options.peers]
        return found

    def load(self, daemon, questions, *options, **more):
        return load.run(daemon, OTHER_CORE, questions, *options, **more)

    def started(self, subjects):
        """Starts them and lets each see the warm zones; what has yet to compile itself sees more of their names."""
        first, *more = (self.file(h, self.names(range(WARM_ZONES), h)) for h in HOSTS)
        for daemon in subjects:
            say(f"warming {daemon.name}")
            daemon.start()
            daemon.await_answer("www.zone00100.t00")
            self.load(daemon, first, "-n", 1, "-q", 100, least=0.9)
            self.load(daemon, first, "-n", 1, "-q", 10)
            if daemon.kind == "xylem":
                for names in more:
                    self.load(daemon, names, "-n", 1, "-q", 100, least=0.9)
        return subjects

    def interleaved(self, subjects, workload, measure):
        for turn in range(self.runs):
            say(f"{workload}, run {turn + 1} of {self.runs}")
            for daemon in subjects:
                measure(daemon, turn)

    def misses(self, turn):
        """Names never asked before, a quarter of them of a zone that became known in the same run."""
        zones = range(WARM_ZONES + turn * MISS_ZONES, WARM_ZONES + (turn + 1) * MISS_ZONES)
        return self.file(f"misses-{turn}", self.names(zones) + self.names(zones[::4], "mail"))

    def mix(self, turn):
        chance = random.Random(turn)
        zones = range(MIX_BEGIN + turn * MIX_ZONES, MIX_BEGIN + (turn + 1) * MIX_ZONES)
        new = [name for host in HOSTS[:2] for name in self.names(zones, host)] + self.names(zones[::2], "api")
        known = chance.choices(self.names(range(WARM_ZONES)), k=4 * len(new))
        lines = new + known
        chance.shuffle(lines)
        return self.file(f"mix-{turn}", lines)

    def measure_hits(self, subjects):
        echo = self.new("echo in C", "echo")
        echo.start()
        echo.await_answer("www.zone00100.t00")
        known = self.file("known", self.names(range(WARM_ZONES)))
        signed = self.file("signed", self.names(n for n in range(WARM_ZONES) if internet.is_signed(n)))
        flat_out = ("-c", 20, "-q", 500, "-l", self.seconds)
        kinds = {  # file, options, with the echo, what is filled before
            "cached": (known, flat_out),
            "do": (signed, ("-D", *flat_out)),
            "rate": (known, ("-c", 20, "-q", 500, "-Q", 20_000, "-l", self.seconds)),
            "tcp": (known, ("-m", "tcp", "-c", 20, "-q", 500, "-l", self.seconds)),
        }
        for workload, (questions, options) in kinds.items():
            if not self.wanted(workload, *(k for k, v in TOGETHER.items() if v == workload)):
                continue
            for daemon in subjects:  # fill what is kept apart for DO, and let compilers do their work
                self.load(daemon, questions, *(o for o in options if o == "-D"), "-n", 1, "-q", 10)
                if daemon.kind == "xylem":
                    self.load(daemon, questions, *options[:-1], 6)

            def measure(daemon, _turn):
                run = self.load(daemon, questions, *options, latencies=workload == "rate")
                self.note(workload, daemon, run.micros)
                if workload == "rate":
                    self.note("rate-p99", daemon, run.late[0.99])

            with_echo = [] if workload == "tcp" else [echo]
            self.interleaved(with_echo + subjects, workload, measure)
        echo.stop()

    def measure_misses(self, subjects, workload):
        def measure(daemon, turn):
            run = self.load(daemon, self.misses(turn), "-n", 1, "-q", 100, least=0.95)
            self.note(workload, daemon, run.micros)
            if workload == "validating":
                self.note("packets", daemon, run.upstream)

        self.interleaved(subjects, workload, measure)

    def measure_mix(self, subjects):
        def measure(daemon, turn):
            run = self.load(daemon, self.mix(turn), "-n", 1, "-Q", 2500, "-q", 500, latencies=True, least=0.95)
            self.note("mix", daemon, run.micros)
            self.note("mix-p99", daemon, run.late[0.99])
            self.note("mix-p999", daemon, run.late[0.999])

        self.interleaved(subjects, "mix", measure)

    def measure_start(self):
        def measure(daemon, _turn):
            daemon.start()
            self.note("start", daemon, 1000 * daemon.await_answer("www.zone00100.t00"))
            daemon.stop()

        self.interleaved(self.subjects(), "start", measure)

    def measure_memory(self):
        names = self.names(range(RESIDENT))
        again = random.Random(0).choices(names, k=9_800)
        questions = self.file("resident", names + again)
        for daemon in self.subjects():
            say(f"memory of {daemon.name}")
            daemon.start()
            daemon.await_answer("www.zone00100.t00")
            before = daemon.live()
            self.load(daemon, questions, "-n", 1, "-q", 50, least=0.9)
            self.note("memory", daemon, daemon.rss() / (1 << 20))
            self.note("bytes", daemon, (daemon.live() - before) / RESIDENT)
            daemon.stop()

    def all(self):
        if self.wanted("start"):
            self.measure_start()
        if self.wanted("plain"):
            subjects = self.started(self.subjects(validating=False))
            self.measure_misses(subjects, "plain")
            for daemon in subjects:
                daemon.stop()
        hits = ("cached", "do", "rate", "rate-p99", "tcp")
        if self.wanted(*hits, "validating", "packets", "mix", "mix-p99", "mix-p999"):
            subjects = self.started(self.subjects())
            if self.wanted("validating", "packets"):
                self.measure_misses(subjects, "validating")
            if self.wanted("mix", "mix-p99", "mix-p999"):
                self.measure_mix(subjects)
            if self.wanted(*hits):
                self.measure_hits(subjects)
            for daemon in subjects:
                daemon.stop()
        if self.wanted("memory", "bytes"):
            self.measure_memory()

    def table(self):
        """Medians; behind ours, the ratio to the best peer."""
        ours = ["xylem", *(also.split("=")[0] for also in self.options.also)]
        columns = [*ours, *self.options.peers, "echo in C"]
        print("| workload | " + " | ".join(columns) + " | ratio to the best peer |")
        print("|---|" + "---|" * (len(columns) + 1))
        for workload, title in WORKLOADS.items():
            found = {name: statistics.median(values) for name, values in self.results.get(workload, {}).items()}
            if found:
                cells = [figure(found[name]) if name in found else "" for name in columns]
                peers = [found[name] for name in self.options.peers if name in found]
                ratios = [f"{found[name] / min(peers):.2f}" for name in ours] if peers else [""]
                print(f"| {title} | " + " | ".join(cells) + " | " + ", ".join(ratios) + " |")


def figure(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("workloads", nargs="+")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--also", action="append", default=[])
    parser.add_argument("--peers")
    for name in ("home", "folder", "java", "classpath"):
        parser.add_argument(f"--{name}", type=Path if name in ("home", "folder") else str, required=True)
    options = parser.parse_args()
    unknown = [w for w in options.workloads if w not in ("all", *WORKLOADS)]
    if unknown:
        raise SystemExit(f"scripts/bench: no workload {unknown[0]}; there are all, {', '.join(WORKLOADS)}")
    if "all" in options.workloads:
        options.workloads = list(WORKLOADS)
    known = daemons.peers()
    options.peers = [p for p in (known if options.peers is None else options.peers.split(",")) if p]
    if set(options.peers) - set(known):
        raise SystemExit(f"scripts/bench: peers are {', '.join(known)}")
    if daemons.missing():
        raise SystemExit(f"scripts/bench: missing, in Debian packages: {' '.join(daemons.missing())}")
    return options


def main():
    import tempfile

    options = parse()
    with tempfile.TemporaryDirectory(prefix="xylem-bench.") as work:
        bench = Bench(options, Path(work))
        try:
            bench.all()
        finally:
            bench.table()
    say("done")


if __name__ == "__main__":
    main()
