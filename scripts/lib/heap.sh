# shellcheck shell=bash
# The largest heap, from the memory that the settings give to the caches: left to itself, the JVM takes a quarter of the machine before it
# collects much (S43). Sourced by the launcher.

# heap_limit HOME ARGUMENT… prints an option for the JVM of `run`: twice cache.size, so that the collector has room, and 128 MiB, but no less
# than 256 MiB, for what is under way. It prints nothing when cache.size is written in a way that it does not understand.
heap_limit() {
    local home=$1 size=256MiB written
    shift
    [[ ${1:-} == run ]] || return 0
    written=$(cache_sizes "$(settings_file "$home" "$@")" | tail -n 1)
    [[ ${XYLEM_CACHE_SIZE:-${written:-$size}} =~ ^([0-9]{1,9})\ ?(KiB|MiB|GiB)$ ]] || return 0
    size=${BASH_REMATCH[1]}
    case ${BASH_REMATCH[2]} in
    KiB) size=$((size / 1024)) ;;
    GiB) size=$((size * 1024)) ;;
    esac
    echo "-Xmx$((size < 64 ? 256 : 2 * size + 128))m"
}

# settings_file HOME ARGUMENT… prints the file that daemon.ConfigFile reads.
settings_file() {
    local home=$1 file
    while (($# > 1)); do
        shift
        case $1 in
        --config) echo "${2:-}" && return ;;
        --config=*) echo "${1#*=}" && return ;;
        esac
    done
    for file in "$home/config/xylem.yaml" /etc/xylem/xylem.yaml; do
        [[ ! -e $file ]] || { echo "$file" && return; }
    done
}

# cache_sizes FILE prints each cache.size in it and in the files of conf.d beside it, the one in force last.
cache_sizes() {
    cat /dev/null "$1" "$(dirname -- "$1")"/conf.d/*.yaml 2>/dev/null | sed -nE \
        "/^cache:/,/^[^ #]/{s/^(cache: *\\{|cache: *\\{.*[ ,{]| +)size: *[\"']?([^],}#\"']*[^],}#\"' ]).*/\\2/p}"
}
