# shellcheck shell=bash
# Runs a program that lives among the tests. Sourced by scripts after jdk.sh.

# run_test_main HOME CLASS ARGUMENT… builds what is stale and becomes the JVM that runs CLASS.
run_test_main() {
    local home=$1 class=$2
    shift 2
    build_tests "$home"
    exec "$JAVA_HOME/bin/java" --add-opens java.base/java.lang=ALL-UNNAMED -XX:+UseSerialGC \
        -cp "$(test_classpath "$home")" "$class" "$@"
}

# build_tests HOME compiles the tests and notes their class path, if they are stale; exports JAVA_HOME.
build_tests() {
    local home=$1 classpath=$1/target/test.classpath
    JAVA_HOME=$(find_java javac) || exit 1
    export JAVA_HOME
    if [[ ! -f $classpath || -n $(find "$home/src" "$home/pom.xml" -newer "$classpath" -print -quit) ]]; then
        echo "building the tests …" >&2
        (cd -- "$home" && MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow" \
            mvn -q -B -ntp -Dstyle.color=never test-compile dependency:build-classpath \
            -Dmdep.includeScope=test -Dmdep.outputFile="$classpath.new" </dev/null >&2) || exit 1
        mv -- "$classpath.new" "$classpath"
    fi
}

test_classpath() {
    printf '%s' "$1/target/classes:$1/target/test-classes:$(<"$1/target/test.classpath")"
}
