# shellcheck shell=bash
# The memory that the settings give to the caches, found out by the shell alone: another program, even a small one, takes more time than
# all of this. Sourced by heap.sh.

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

# cache_size FILE… sets size to each cache.size in the files in turn, so that the one in force stays.
cache_size() {
    local file line inside
    local block='^(cache: *\{|cache: *\{.*[ ,{]| +)size: *["'\'']?([^],}#"'\'']*[^],}#"'\'' ])'
    for file; do
        [[ -f $file && -r $file ]] || continue
        inside=
        while IFS= read -r line || [[ $line ]]; do
            [[ $line != [!\ \#]* ]] || inside=
            [[ $line != cache:* ]] || inside=yes
            # shellcheck disable=SC2034 # of who calls
            [[ ! $inside || ! $line =~ $block ]] || size=${BASH_REMATCH[2]}
        done <"$file"
    done
}
