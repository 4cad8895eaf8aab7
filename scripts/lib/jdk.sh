# shellcheck shell=bash
# Finds the Java that Xylem needs. Sourced by the launcher and by the scripts; an installed image carries it too.

xylem_java_version=25

# find_java TOOL prints the home of the first new enough Java that has bin/TOOL (java to run, javac to build).
# A variable that is set but names something too old is passed over: it was set for another program.
find_java() {
    local tool=$1 candidate
    while IFS= read -r candidate; do
        if [[ -x $candidate/bin/$tool ]] && (($(java_feature "$candidate") >= xylem_java_version)); then
            printf '%s\n' "$candidate"
            return
        fi
    done < <(java_candidates)
    cat >&2 <<MESSAGE
xylem: found no Java $xylem_java_version or newer with '$tool' (tried XYLEM_JAVA_HOME, JAVA_HOME, PATH, /usr/lib/jvm).
  Debian 13:  apt install openjdk-25-jdk-headless
  elsewhere:  install Temurin 25 from https://adoptium.net and set XYLEM_JAVA_HOME to its folder
MESSAGE
    return 1
}

java_candidates() {
    local java
    printf '%s\n' "${XYLEM_JAVA_HOME:-}" "${JAVA_HOME:-}"
    if java=$(command -v java); then
        dirname -- "$(dirname -- "$(readlink -f -- "$java")")"
    fi
    printf '%s\n' /usr/lib/jvm/*
}

# The release file answers without starting a JVM; only a home without one is asked by running it.
java_feature() {
    local version
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null) || true
    [[ -n $version ]] || version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1) || true
    printf '%s\n' "${version:-0}"
}
