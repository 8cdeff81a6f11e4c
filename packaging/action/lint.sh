# Runs `srvlint check` as the action's inputs say, and writes the job's summary and the action's outputs.
set -euo pipefail

fail() { echo "::error title=srvlint::$1"; exit 2; }

paths=$(grep '[^[:space:]]' <<< "$INPUT_PATHS") || fail "paths: none"
case $INPUT_SUMMARY in true | false) ;; *) fail "summary: neither true nor false" ;; esac

arguments=()
if [[ $INPUT_ARGS =~ [^[:space:]] ]]; then
    # xargs takes quotes and backslashes as a shell does, and nothing else of what a shell would run.
    split=$(mktemp "$RUNNER_TEMP/srvlint-args.XXXXXX")
    xargs printf '%s\0' <<< "$INPUT_ARGS" > "$split" || fail "args: a quote is not closed"
    while IFS= read -r -d '' argument; do arguments+=("$argument"); done < "$split"
fi

case " ${arguments[*]-} " in *" --format"[\ =]*) ;; *) arguments+=(--format=auto) ;; esac

since=$INPUT_NEW_SINCE
if [ "$since" = auto ]; then
    since=${GITHUB_BASE_REF:+refs/remotes/origin/$GITHUB_BASE_REF}
fi
trust=$INPUT_TRUST
if [ "$trust" = auto ]; then
    trust=${GITHUB_BASE_REF:+refs/remotes/origin/$GITHUB_BASE_REF}
fi
[ -z "$since" ] || arguments+=("--new-since=$since")
[ -z "$trust" ] || arguments+=("--trust=$trust")
[ -z "$INPUT_CONFIG" ] || arguments+=("--config=$INPUT_CONFIG")
[ -z "$INPUT_FAIL_ON" ] || arguments+=("--fail-on=$INPUT_FAIL_ON")
[ -z "$INPUT_SARIF" ] || arguments+=("--output=sarif:$INPUT_SARIF")

reports=$(mktemp -d "$RUNNER_TEMP/srvlint-reports.XXXXXX")
arguments+=("--output=json:$reports/findings.json")
[ "$INPUT_SUMMARY" = false ] || arguments+=("--output=markdown:$reports/summary.md")
# Places in the summary lead to the lines of the commit that is linted.
if [ -n "${GITHUB_SERVER_URL-}" ] && [ -n "${GITHUB_REPOSITORY-}" ] && [ -n "${GITHUB_SHA-}" ]; then
    lines="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/blob/$GITHUB_SHA/{path}#L{line}"
    case " ${arguments[*]} " in *" --url-template"[\ =]*) ;; *) arguments+=("--url-template=$lines") ;; esac
fi

# In a container the checkout belongs to another user than that of the step, and git says nothing about it unless told.
count=${GIT_CONFIG_COUNT:-0}
export "GIT_CONFIG_KEY_$count=safe.directory" "GIT_CONFIG_VALUE_$count=$GITHUB_WORKSPACE" GIT_CONFIG_COUNT=$((count + 1))

code=0
"$RUNNER_TEMP/srvlint/bin/srvlint" check "${arguments[@]}" --files-from - <<< "$paths" || code=$?

# A count of the report's summary, which stands at its end.
count() { tail -c 4096 "$reports/findings.json" | tr -d '\n' | sed -n "s/.*\"summary\": *{[^}]*\"$1\": *\([0-9]*\).*/\1/p"; }

{
    echo "exit-code=$code"
    if [ -s "$reports/findings.json" ] && [ "$code" -lt 2 ]; then
        for severity in errors warnings notes; do echo "$severity=$(count "$severity")"; done
    fi
    if [ -n "$INPUT_SARIF" ] && [ -s "$INPUT_SARIF" ]; then echo "sarif=${INPUT_SARIF%%$'\n'*}"; fi
} >> "$GITHUB_OUTPUT"
if [ -s "$reports/summary.md" ]; then cat "$reports/summary.md" >> "$GITHUB_STEP_SUMMARY"; fi
exit "$code"
