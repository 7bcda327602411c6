#!/usr/bin/env bash
# Run a command with Lambda's own runtime interface at hand: AWS's emulator of it, and its client for Python.
#   ARCHIVES=build/package .ci/runtime.sh .venv/bin/python -m pytest tests/archive/test_archive_runtime.py
# The command finds both in the folder RUNTIME: `aws-lambda-rie`, built of the Go module proxy's source as pinned here, and
# `python/` with awslambdaric as tests/runtime/requirements.txt pins it. They are built once, and kept in the user's cache.
# Exits with 69 where one can neither be found nor built, otherwise as the command does.
set -euo pipefail

module=github.com/aws/aws-lambda-runtime-interface-emulator
version=v0.0.0-20261030222936-bef5c4ba774d
digest=h1:E8QcgpwFecNMTAHHnt11/CS9JLe5QqT/DI/WRg0cvMA=
pins=$(cd "$(dirname "$0")/../tests/runtime" && pwd)/requirements.txt

unavailable() {
    echo "runtime: $1" >&2
    exit 69
}

[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT...]" >&2; exit 64; }

made_from=$(cat "$0" "$pins" | sha256sum)
root=${RUNTIME_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/creditrules/runtime-${made_from:0:16}}

if [ ! -f "$root/made" ]; then
    command -v go >/dev/null || unavailable "needs Go 1.25 or later for AWS's emulator to be built (no go here)"
    python=
    for each in "$(command -v python3.13 || true)" "${PYENV_ROOT:-$HOME/.pyenv}/versions/3.13."*/bin/python; do
        if [ -x "$each" ] && "$each" -c 'import venv' 2>/dev/null; then python=$each; break; fi
    done
    [ -n "$python" ] || unavailable "needs Python 3.13, which the archives are for"
    echo "runtime: building into $root, once" >&2
    rm -rf "$root"
    mkdir -p "$root"
    GOBIN=$root CGO_ENABLED=0 go install "$module/cmd/aws-lambda-rie@$version" >&2 || unavailable "go could not build the emulator"
    go version -m "$root/aws-lambda-rie" | grep -qF "$digest" || unavailable "the emulator's source is not what is pinned"
    "$python" -m pip install --disable-pip-version-check --no-input --quiet --no-deps --require-hashes --only-binary=:all: \
        --target "$root/python" -r "$pins" >&2 || unavailable "pip could not install awslambdaric"
    touch "$root/made"
fi

RUNTIME=$root exec "$@"
