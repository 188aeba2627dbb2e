#!/bin/sh
# Looks at the page and publishes what changed and is fit. Silent while nothing changed. Where the page broke, or
# something new was published, it says so; cron sends that by mail. Written by `mlr-opendata automate cron`.
set -u
cd "@ROOT@" || exit 2
said=$("@COMMAND@" fetch --run-json run.json 2>&1 && "@COMMAND@" publish --run-json run.json --target "@TARGET@" 2>&1)
code=$?
if [ "$code" -ne 0 ]; then
    printf '%s\n' "$said"
    "@COMMAND@" doctor --offline --target "@TARGET@"
elif grep -q '"state": "published"' run.json; then
    printf '%s\n' "$said"
fi
exit "$code"
