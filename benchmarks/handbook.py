"""The handbook's page on speed, made from what the benchmarks printed: `python -m benchmarks.handbook`.

Keep what a benchmark prints in `results/NAME.md`: `python -m benchmarks check > benchmarks/results/check.md`.
"""

import re
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
PAGE = Path(__file__).parent.parent / "docs" / "speed.md"
PLOT = "check.svg"
TITLES = {
    "roster": "The roster: what a maintainer waits for",
    "check": "A ledger of a million rows: `check`",
    "check_parquet": "A ledger as Parquet: `check`",
    "check_parts": "A ledger in parts: `check`",
    "check_memory": "A hundred million rows: `check`",
    "check_references": "Tables that refer to each other: `check`",
    "check_fairspec": "Beside fairspec: `check`",
    "publish_table": "A ledger of a million rows: `publish`",
    "history": "A long past: what a release costs",
    "ledger_history": "A large table's past: what a release costs",
}
INTRODUCTION = """Each figure is a ratio within one interleaved run of `make bench` or of `python -m benchmarks NAME`:
`check`, `check_parquet 100000`, `check_parts`, `check_memory 100000000`, `check_references`, `check_fairspec`,
`publish_table`, `history` or `ledger_history`. frictionless was run once or twice for each table, as it takes minutes.

All but those of `history` were taken on a machine with little else to do; a second run of `check_references` gave
40, others beside other work 45 and 49.

Four goals are missed: a million clean rows should be 80 times as fast as frictionless, a million of which one in a
thousand is wrong 70 times, a million references to a million keys 50 times, and `publish` of the roster should take 3
times what its libraries take to load. Where the time of the second goes, in a run of 1.2 seconds: 0.05 for the
descriptor, 0.2 for the look at all bytes before frictionless opens the file, 0.05 until the first block is at work, and
0.9 for 86 blocks in two threads. These take 1.1 seconds of the two cores, frictionless 0.14 to word a thousand errors
of 864 rows, cutting, comparing keys and reading rows again 0.25; the rest of what the cores could do in that time is
lost to waiting for each other. frictionless stops at a thousand errors too, so that the ratio is smaller than that of
clean rows though the check is hardly slower. Of clean rows, a fifth of the time goes to the hashes that the report
tells: `check` leaves them out where it prints no JSON.

Since those runs `check` takes less processor time, told by one thread that does everything in turn, before and after in
turn: 1.70 seconds for 1.99 with one row in a thousand wrong, 1.05 for 1.32 with references, 2.08 for 2.48 of clean
rows. The three benchmarks were run again, but on a machine with much other work, where each second was up to half as
long again: 55, 49 and 83 times. They stand here until they can be measured quietly. What is left is that two threads
are not twice as fast as one: each of some hundred calls a block gives the interpreter to whoever waits for it, which
costs an eighth of the processor time; blocks of three MiB in place of two cost less of it, larger ones gain nothing.
Where rows are wrong, half of the waiting was for calls that found their lines again, in pieces of 64 KiB: that is one
call now. While frictionless words errors, the proofs hardly proceed; to let it word all of them in the end gained
nothing.

Those of `history` were taken on a busy machine. In one of the three runs the code had just been edited, and a page
depends on the code as well: those of all 499 versions were made again, in 41 seconds and 480 MiB. `ledger_history` asks
the same of a ledger.

`publish_table` misses its goal, too. It takes some 6.5 seconds of processor time, four fifths of what two cores have in
that time. Python and its libraries load for 1.0, in most of which the second core has nothing to do; to hash the source
takes 0.15, the look at its bytes 0.5, proof, types and the comparison with what is written 1.4, to keep the rows on
disk until all are read 0.3, CSV, JSON and Parquet 2.8, their hashes 0.35, the site and all else 0.3. Polars needs 3.0
in all; it does not look, prove, compare or hash, and waits for no disk. The same benchmark gave 1.99 when what was
written was judged a second time, and each file hashed twice. Since that run a line of CSV is joined of half as many
pieces, which takes 0.17 off; CSV and JSON are hashed as they are written, so that nothing waits for the last hash;
Parquet gives up a dictionary that grows beyond 128 KiB, which takes 0.1 off and a sixth of the file; and
`ledger_history` hashes each large file of the target once and not under each of its three names: 0.6 seconds in place
of 1.6. None was measured as a whole, as the machine had other work. Left as they are: numbers, days and moments are
spelled three times, to be compared, as CSV and as JSON, 0.19 each time, where a spelling that is shared would take one
pass that all formats wait for; to keep memory that is given back and asked for anew gained no time that could be told;
to look at the source while libraries load would save little, as both want the interpreter.

The memory of `publish` was measured beside other work, which does not change it much: with CSV, JSON and Parquet
1,000,000 rows take some 420 MiB, 10,000,000 as much as one file and 465 in ten parts, each at most 505 in a second
version with one row changed. Rows in no order are sorted within 128 MB, and keys of more than four million go to disk;
1,000,000 of them take 460 MiB (660 before rows were spelled a megabyte at a time). Ten million took 750 then, and were
not measured again, nor were 100,000,000. What grows with rows is small: where each batch of some 11,000 begins."""
ROW = re.compile(r"^\| (?P<name>[^|]+?) \| (?P<median>[\d.]+) \|", re.MULTILINE)
WIDTH, BAR, GAP, LABEL = 760, 22, 10, 290


def plot(result: str) -> str:
    """A bar for each candidate of the first table, as long as the logarithm of its median."""
    rows = [(found["name"], float(found["median"])) for found in ROW.finditer(result.split("###")[1])]
    least = min(seconds for _, seconds in rows) / 2
    scale = (WIDTH - LABEL - 90) / _decades(max(seconds for _, seconds in rows), least)
    bars = []
    for number, (name, seconds) in enumerate(rows):
        top = number * (BAR + GAP)
        length = _decades(seconds, least) * scale
        fill = "#0b4f6c" if name.startswith("check") else "#b7b2a8"
        bars.append(
            f'<text x="{LABEL - 10}" y="{top + 16}" text-anchor="end">{name.replace("->", "→")}</text>'
            f'<rect x="{LABEL}" y="{top}" width="{length:.0f}" height="{BAR}" fill="{fill}"/>'
            f'<text x="{LABEL + length + 8:.0f}" y="{top + 16}">{seconds:g} s</text>'
        )
    height = len(rows) * (BAR + GAP)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" font-family="system-ui, sans-serif" font-size="14" fill="#57534e">'
        "<title>Median seconds, on a logarithmic scale</title>" + "".join(bars) + "</svg>\n"
    )


def _decades(value: float, least: float) -> float:
    import math

    return math.log10(value / least)


def main() -> None:
    results = {name: (RESULTS / f"{name}.md").read_text(encoding="utf-8").strip() for name in TITLES}
    (RESULTS / PLOT).write_text(plot(results["check"]), encoding="utf-8")
    picture = f"![Median seconds of each candidate](../benchmarks/results/{PLOT})"
    parts = []
    for name, title in TITLES.items():
        parts.append(f"## {title}\n\n{picture + chr(10) * 2 if name == 'check' else ''}{results[name]}")
    section = "<!-- benchmarks -->\n\n" + INTRODUCTION + "\n\n" + "\n\n".join(parts) + "\n\n<!-- /benchmarks -->"
    text = PAGE.read_text(encoding="utf-8")
    marked = re.compile(r"<!-- benchmarks -->.*<!-- /benchmarks -->", re.DOTALL)
    PAGE.write_text(marked.sub(lambda _: section, text), encoding="utf-8")


if __name__ == "__main__":
    main()
