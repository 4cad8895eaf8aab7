# shellcheck shell=bash
# Records what the JVM loads and runs from start to the first answers into an ahead-of-time cache (JEP 514): later starts take a third
# of the time. Best effort: an empty file in its place keeps the next start from trying again. Sourced by build.sh and by the Dockerfile.

# train PROGRAM JAVA JAR writes JAR with .aot instead of .jar, from a short run in the lab on loopback. JAR is where it will be run from.
train() {
    local program=$1 java=$2 jar=$3 folder trained port name
    folder=$(mktemp -d) || return 0
    port=$((20000 + RANDOM % 10000))
    printf '%s\n' "listen: {addresses: [127.0.0.1], port: $port}" "lab: {port: $((port + 1))}" \
        "dnssec: {trust-anchor-file: $folder/anchors}" >"$folder/config.yaml"
    printf 'trained.invalid. DS 1 13 2 %064d\n' 1 >"$folder/anchors" # to be followed: the lab's own are not
    "$java/bin/java" "@$program/scripts/lib/jvm.options" -XX:AOTCacheOutput="${jar%.jar}.aot" -Xlog:disable \
        -jar "$jar" run --lab --config "$folder/config.yaml" >"$folder/log" 2>&1 &
    trained=$!
    for _ in {1..300}; do
        if grep -qs ready "$folder/log" || ! kill -0 "$trained" 2>/dev/null; then break; fi
        sleep 0.1
    done
    for name in {www,nothing}.example.com {bogus,nothing,unsigned}.example.org insecure-example.com; do ask "$name" "$port"; done
    kill -TERM "$trained" 2>/dev/null
    wait "$trained" || : 2>/dev/null >"${jar%.jar}.aot" || true
    rm -rf "$folder"
}

# ask NAME PORT sends a query for A with DO, twice, and takes what comes.
ask() {
    for _ in 1 2; do
        exec {client}<>"/dev/udp/127.0.0.1/$2" && query "$1" >&"$client" || return 0
        timeout 3 head -c 12 <&"$client" >/dev/null || true
        exec {client}>&-
    done
}

# query NAME prints a query for A with DO.
query() {
    local name='' label length
    for label in ${1//./ }; do printf -v length '\\x%02x' "${#label}" && name+=$length$label; done
    printf %b "\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x01$name\x00\x00\x01\x00\x01\x00\x00\x29\x04\xd0\x00\x00\x80\x00\x00\x00"
}
