# shellcheck shell=bash
# The largest heap, from the memory that the settings give to the caches: left to itself, the JVM takes a quarter of the machine before it
# collects much (S43). Sourced by the launcher.

# shellcheck source=scripts/lib/cache-size.sh
. "${BASH_SOURCE[0]%/*}/cache-size.sh"

# heap_limit HOME ARGUMENT… prints an option for the JVM of `run`: twice cache.size, so that the collector has room, and 128 MiB, but no less
# than 256 MiB, for what is under way. It prints nothing when cache.size is written in a way that it does not understand.
heap_limit() {
    local home=$1 file size=256MiB
    shift
    [[ ${1:-} == run ]] || return 0
    settings_file "$home" "$@"
    cache_size "$file" "${file%"${file##*/}"}"conf.d/*.yaml
    [[ ${XYLEM_CACHE_SIZE:-$size} =~ ^([0-9]{1,9})\ ?(KiB|MiB|GiB)$ ]] || return 0
    size=${BASH_REMATCH[1]}
    case ${BASH_REMATCH[2]} in
    KiB) size=$((size / 1024)) ;;
    GiB) size=$((size * 1024)) ;;
    esac
    echo "-Xmx$((size < 64 ? 256 : 2 * size + 128))m"
}
