# Prints "file:line <tab> name <tab> named|expects" for each function of a Swift file that has no @Test but the name of a
# test (and returns nothing), or an expectation in its body. Relies on the formatter's layout: a body ends with a brace as far left as its `func`.

function indentation(text) { match(text, /^ */); return RLENGTH }

function report(kind) { printf "%s:%d\t%s\t%s\n", FILENAME, start, name, kind }

/^ *@Test/ { marked = 1 }

/^ *\/\// { next }

inside && /#expect|#require|Issue\.record/ { expects = 1 }

inside && indentation($0) == depth && /^ *}/ {
    if (expects) report("expects")
    inside = 0
}

/(^|[ )])func / {
    if (!inside) {
        line = $0
        sub(/^.*func +/, "", line)
        quoted = line ~ /^`/
        if (quoted) { sub(/^`/, "", line); sub(/`.*/, "", line) } else sub(/[^A-Za-z0-9_].*/, "", line)
        if (!marked && line != "") {
            name = line; start = FNR; depth = indentation($0); expects = 0
            if (($0 !~ /->/ && name ~ /^test([A-Z_0-9]|$)/) || (quoted && name ~ / /)) report("named")
            else inside = !($0 ~ /}$/)
        }
    }
    marked = 0
}

# An attribute stays in force over blank lines and further attributes, not over other declarations.
/^ *(var|let|struct|enum|class|actor|extension|init) / { marked = 0 }
