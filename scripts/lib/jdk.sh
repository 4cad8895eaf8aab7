# shellcheck shell=bash
# Finds the Java that Xylem needs. Sourced by the launcher and by the scripts; an installed image carries it too.

xylem_java_version=25

# find_java TOOL prints the home of the first new enough Java that has bin/TOOL (java to run, javac to build).
# A variable that is set but names something too old is passed over: it was set for another program.
find_java() {
    local tool=$1 candidate
    for candidate in "${XYLEM_JAVA_HOME:-}" "${JAVA_HOME:-}" PATH /usr/lib/jvm/*; do
        [[ $candidate != PATH ]] || candidate=$(java_on_path) || continue
        if [[ -x $candidate/bin/$tool ]] && is_new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    printf '%s\n' "xylem: found no Java $xylem_java_version or newer with '$tool' (tried XYLEM_JAVA_HOME, JAVA_HOME, PATH, /usr/lib/jvm)." \
        '  Debian 13:  apt install openjdk-25-jdk-headless' \
        '  elsewhere:  install Temurin 25 from https://adoptium.net and set XYLEM_JAVA_HOME to its folder' >&2
    return 1
}

java_on_path() {
    local java
    java=$(command -v java) && dirname -- "$(dirname -- "$(readlink -f -- "$java")")"
}

# The release file answers without starting a JVM, or another program; only a home without one is asked by running it.
is_new_enough() {
    local line version=0
    if [[ -r $1/release ]]; then
        while IFS= read -r line; do
            [[ ! $line =~ ^JAVA_VERSION=\"([0-9]+) ]] || version=${BASH_REMATCH[1]}
        done <"$1/release"
    fi
    if ((version == 0)) && [[ $("$1/bin/java" -version 2>&1) =~ \ version\ \"([0-9]+) ]]; then
        version=${BASH_REMATCH[1]}
    fi
    ((version >= xylem_java_version))
}
