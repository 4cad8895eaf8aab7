# shellcheck shell=bash
# Puts together what is installed under /opt/xylem. Sourced after jdk.sh and build.sh by the launcher and by scripts/package.

# stage HOME FOLDER makes FOLDER from HOME's build: launcher, jar, a Java runtime of its own, ahead-of-time cache, files to install.
stage() (
    local to=$2 java modules
    cd -- "$1" || exit 1
    java=$(find_java javac) || exit 1
    echo "putting together the program and a Java runtime …" >&2
    rm -rf "$to" && mkdir -p "$to/lib" "$to/scripts/lib" "$to/share" || exit 1
    cp -rp target/xylem.jar target/lib "$to/lib/"
    # Only the modules that the jars name, and those for looking into a running JVM.
    modules=$("$java/bin/jdeps" --print-module-deps --ignore-missing-deps --recursive --multi-release 25 \
        --class-path 'target/lib/*' target/xylem.jar) || exit 1
    "$java/bin/jlink" --add-modules "$modules,jdk.unsupported,jdk.jfr,jdk.management.agent" \
        --strip-java-debug-attributes --no-header-files --no-man-pages --output "$to/jre" || exit 1
    cp xylem "$to/xylem" && cp scripts/lib/{cache-size,health,heap,jdk}.sh scripts/lib/jvm.options "$to/scripts/lib/"
    cp config/systemd/* docs/xylem.1 "$to/share/" && cp config/system.yaml "$to/share/xylem.yaml" || exit 1
    # shellcheck source=scripts/lib/train.sh
    . scripts/lib/train.sh && train "$to" "$to/jre" "$to/lib/xylem.jar"
    chmod -R u=rwX,go=rX "$to"
)
