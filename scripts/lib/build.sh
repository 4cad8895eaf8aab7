# shellcheck shell=bash
# Builds the jar of a checkout when it is missing or stale. Sourced by the launcher and by the scripts after jdk.sh.

# build_if_stale HOME returns at once when HOME/target/xylem.jar is newer than everything it is made of, and was trained.
build_if_stale() (
    cd -- "$1" || exit 1
    if jar_is_fresh && jar_is_trained; then return; fi
    # Two first starts at once must not build into the same folder: the second waits, then finds the work done.
    exec {lock}<.
    flock "$lock"
    jar_is_fresh || build || exit 1
    # shellcheck source=scripts/lib/train.sh
    jar_is_trained || { . scripts/lib/train.sh && train . "$(find_java javac)" target/xylem.jar; }
)

# Folders count as well: deleting a source file changes only the time of its folder.
jar_is_fresh() {
    [[ -f target/xylem.jar && -z $(find src/main src/build pom.xml scripts/lib/jvm.options -newer target/xylem.jar -print -quit) ]]
}

# Maven alone, as by scripts/test, makes a jar that no cache fits.
jar_is_trained() { [[ target/xylem.aot -nt target/xylem.jar ]]; }

build() {
    local java started
    command -v mvn >/dev/null || { echo "xylem: building needs Maven 3.8 or newer (Debian: apt install maven)" >&2 && return 1; }
    java=$(find_java javac) || return 1
    echo "building Xylem (first use: a minute or two) …" >&2
    started=$(date +%s.%N)
    # Maven's own libraries still use Unsafe, about which Java 25 would print a page of warnings.
    JAVA_HOME=$java MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow" \
        mvn -q -B -ntp -Dstyle.color=never -DskipTests package </dev/null >&2 || {
        echo "xylem: the build failed, see above" >&2
        return 1
    }
    # Maven leaves a jar alone whose content did not change; a source edited during the build must still count as newer.
    touch -d "@$started" target/xylem.jar
}
