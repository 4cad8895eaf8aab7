# shellcheck shell=bash
# The largest heap, from the memory that the settings give to the caches: left to itself, the JVM takes a quarter of the machine before it
# collects much (S43). Sourced by the launcher.

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

# settings_file HOME ARGUMENT… sets file to the one that daemon.ConfigFile reads.
settings_file() {
    local home=$1
    while (($# > 1)); do
        shift
        case $1 in
        --config) file=${2:-} && return ;;
        --config=*) file=${1#*=} && return ;;
        esac
    done
    for file in "$home/config/xylem.yaml" /etc/xylem/xylem.yaml; do
        [[ ! -e $file ]] || return 0
    done
}

# cache_size FILE… sets size to each cache.size in the files in turn, so that the one in force stays. No other program is run for it: each takes
# more time than all of this.
cache_size() {
    local file line inside
    local block='^(cache: *\{|cache: *\{.*[ ,{]| +)size: *["'\'']?([^],}#"'\'']*[^],}#"'\'' ])'
    for file; do
        [[ -f $file && -r $file ]] || continue
        inside=
        while IFS= read -r line || [[ $line ]]; do
            [[ $line != [!\ \#]* ]] || inside=
            [[ $line != cache:* ]] || inside=yes
            [[ ! $inside || ! $line =~ $block ]] || size=${BASH_REMATCH[2]}
        done <"$file"
    done
}
