"""The benchmarks by name: `python -m benchmarks NAME ...`; without a name, the small case that everybody waits for."""

import runpy
import sys

NAMES = (
    "roster",
    "check",
    "check_parquet",
    "check_parts",
    "check_memory",
    "check_references",
    "check_fairspec",
    "publish_table",
    "history",
    "ledger_history",
)


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else "roster"
    if name not in NAMES:
        sys.exit(f"choose among {', '.join(NAMES)}")
    sys.argv = [name, *sys.argv[2:]]
    runpy.run_module(f"benchmarks.{name}", run_name="__main__")


if __name__ == "__main__":
    main()
