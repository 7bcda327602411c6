#!/usr/bin/env bash
# Run a command with other engines of DMN and FEEL at hand, which the differential tests ask the same as ours:
#   .ci/engines.sh .venv/bin/python -m pytest tests/differential
# The command finds them in the folder ENGINES, one folder an engine with the program `answer` in it. They are fetched
# from the registries of Java and of Node and built once, which takes a minute or two, and kept in the user's cache.
# Exits with 69 where one can neither be found nor built, otherwise as the command does.
set -euo pipefail

sources=$(cd "$(dirname "$0")/../tests/differential/engines" && pwd)
root=${ENGINES_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/creditrules/engines}
copying=org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies

unavailable() {
    echo "engines: $1" >&2
    exit 69
}

[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT...]" >&2; exit 64; }

build_java() { # the engine's jars, then our runner compiled over them
    local name=$1 to=$2
    command -v javac >/dev/null && command -v mvn >/dev/null || unavailable "needs a JDK of Java 17 and Maven"
    mvn --quiet --batch-mode --file "$sources/$name/pom.xml" "$copying" -DincludeScope=runtime -DoutputDirectory="$to/lib" >&2 \
        || unavailable "Maven could not fetch $name"
    javac -nowarn -Xlint:none -XDsuppressNotes --release 17 -d "$to/classes" -cp "$to/lib/*" "$sources"/shared/*.java "$sources/$name"/*.java >&2 \
        || unavailable "the runner of $name does not compile"
    cat >"$to/answer" <<END
#!/bin/sh
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx1g -Duser.timezone=UTC -cp "$root/$name/classes:$root/$name/lib/*" differential.Main
END
}

build_node() {
    local name=$1 to=$2
    command -v npm >/dev/null || unavailable "needs Node 20 and npm"
    cp "$sources/$name"/* "$to"
    npm install --prefix "$to" --silent --no-audit --no-fund --no-package-lock >&2 || unavailable "npm could not fetch $name"
    cat >"$to/answer" <<END
#!/bin/sh
TZ=UTC exec node --max-old-space-size=300 "$root/$name/runner.mjs"
END
}

for folder in "$sources"/*/; do
    name=$(basename "$folder")
    [ "$name" != shared ] || continue
    made_from=$(cat "$0" "$sources"/shared/* "$folder"* | sha256sum)
    if [ "$made_from" != "$(cat "$root/$name/made-from" 2>/dev/null)" ]; then
        echo "engines: building $name into $root, once" >&2
        mkdir -p "$root"
        new=$(mktemp -d "$root/.building-XXXXXX")
        if [ -f "$folder/pom.xml" ]; then build_java "$name" "$new"; else build_node "$name" "$new"; fi
        chmod +x "$new/answer"
        echo "$made_from" >"$new/made-from"
        rm -rf "${root:?}/$name"
        mv "$new" "$root/$name"
    fi
done

ENGINES=$root exec "$@"
