#!/usr/bin/env bash
# Run a command against DynamoDB Local, fetched by Maven, listening on 127.0.0.1 while the command runs:
#   .ci/dynamodb-local.sh .venv/bin/pytest tests/store
# The command finds it at DYNAMODB_ENDPOINT. Needs Maven and a JDK 17 or newer; exits with 69 where they are missing
# or the packages cannot be had, otherwise as the command does. DYNAMODB_PORT chooses the port.
set -euo pipefail

version=3.3.1
here=$(cd "$(dirname "$0")" && pwd)
build=$here/../build/dynamodb-local
port=${DYNAMODB_PORT:-18123}

unavailable() {
    echo "dynamodb-local: $1" >&2
    exit 69
}

command -v mvn >/dev/null && command -v javac >/dev/null || unavailable "needs mvn and a JDK"
[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT...]" >&2; exit 64; }

if [ ! -e "$build/$version.complete" ]; then
    rm -rf "$build" && mkdir -p "$build"
    cat >"$build/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>creditrules</groupId>
  <artifactId>dynamodb-local</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>software.amazon.dynamodb</groupId>
      <artifactId>DynamoDBLocal</artifactId>
      <version>$version</version>
    </dependency>
  </dependencies>
</project>
POM
    echo "dynamodb-local: fetching version $version" >&2
    mvn --quiet --batch-mode --file "$build/pom.xml" dependency:copy-dependencies \
        -DincludeScope=runtime -DoutputDirectory="$build/lib" >&2 || unavailable "Maven could not fetch version $version"
    touch "$build/$version.complete"
fi
javac -d "$build/classes" -cp "$build/lib/*" "$here/LoopbackDynamoDB.java"

if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    echo "dynamodb-local: port $port is taken; choose another by DYNAMODB_PORT" >&2
    exit 1
fi
(
    cd "$build"
    exec java -Djava.library.path=lib -cp "classes:lib/*" LoopbackDynamoDB \
        -inMemory -sharedDb -disableTelemetry -port "$port" >server.log 2>&1
) &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true' EXIT

for _ in $(seq 150); do
    kill -0 "$server" 2>/dev/null || { cat "$build/server.log" >&2; exit 1; }
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
    sleep 0.2
done
(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { cat "$build/server.log" >&2; exit 1; }

DYNAMODB_ENDPOINT=http://127.0.0.1:$port "$@"
