#!/usr/bin/env bash
# Run a command with Spark at hand, on two workers of this machine:
#   .ci/spark.sh .venv/bin/python -m pytest tests/population/test_spark.py
# The command finds the package pyspark on its path, and SPARK_AT_HAND is set, so that tests which need it must run. The
# package is installed once, as constraints-spark.txt pins it, and kept in SPARK_ROOT (a folder of its own in the user's
# cache unless set). Exits with 69 where there is no Java or it cannot be installed, otherwise as the command does.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
pins=$here/constraints-spark.txt
python=${PYTHON:-$here/.venv/bin/python}
root=${SPARK_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/creditrules/spark}

unavailable() {
    echo "spark: $1" >&2
    exit 69
}

[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT...]" >&2; exit 64; }
command -v java >/dev/null || unavailable "needs Java 17"

# Of its own packages only: what else it needs is in the environment already, in the same versions.
made_from=$(cat "$0" "$pins" | sha256sum)
if [ "$made_from" != "$(cat "$root/made-from" 2>/dev/null)" ]; then
    echo "spark: installing it into $root, once" >&2
    mkdir -p "$root"
    new=$(mktemp -d "$root/.building-XXXXXX")
    awk '/^[a-z]/ {own = /^(pyspark|py4j|pandas|python-dateutil|pytz|six)==/} own' "$pins" >"$new/pins.txt"
    "$python" -m pip install --disable-pip-version-check --no-input --quiet --require-hashes --no-deps \
        --target "$new/site" -r "$new/pins.txt" >&2 || unavailable "pip could not install it"
    rm -rf "${root:?}/site"
    mv "$new/site" "$root/site"
    rm -rf "$new"
    echo "$made_from" >"$root/made-from"
fi

export SPARK_AT_HAND=yes
export PYTHONPATH=$here/functions:$root/site${PYTHONPATH:+:$PYTHONPATH}
export PYSPARK_PYTHON=$python
export PYSPARK_SUBMIT_ARGS="--master local[2] --driver-memory 2g --conf spark.ui.enabled=false pyspark-shell"
export SPARK_LOCAL_IP=127.0.0.1
exec "$@"
