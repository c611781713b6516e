import Domain

/// Fields that name a host.
enum Hosts {
    private static let hint = "write a full name such as reviews.shop.svc.cluster.local, or *.shop.example"

    /// A name whose first label may be a wildcard.
    static func check(pattern field: Field) -> [Remark] {
        .of(.hostSyntax, field, fault(field, HostSyntax.fault(inPattern:)), hint: hint)
    }

    /// A name without wildcard.
    static func check(name field: Field) -> [Remark] {
        .of(
            .hostSyntax, field, fault(field, HostSyntax.fault(inName:)),
            hint: "write a full name such as api.shop.example")
    }

    /// A missing host is an empty one; one of another type is for the schema to refuse.
    private static func fault(_ field: Field, _ check: (String) -> String?) -> String? {
        guard let text = field.string else { return field.isGiven ? nil : "is missing" }
        return check(text)
    }

    /// The host of a route: a Service, never all of them.
    static func check(destination: Field) -> [Remark] {
        guard destination.isGiven else { return [] }
        var remarks: [Remark] = []
        let host = destination["host"]
        if host.string == "*" {
            remarks.append(Remark(.hostSyntax, host, "is '*'; traffic can be sent to one host only", hint: hint))
        } else {
            remarks += check(pattern: host)
        }
        let subset = destination["subset"]
        if !subset.text.isEmpty { remarks += check(subsetName: subset) }
        let port = destination["port"]
        if port.isGiven { remarks += Ports.check(port["number"]) }
        return remarks
    }

    static func check(subsetName field: Field) -> [Remark] {
        .when(
            (field.string != nil || !field.isGiven) && !DNSLabel.isValid(field.text), .subsetName, field,
            field.text.isEmpty ? "is missing" : "is '\(field.text)', which is no DNS label",
            hint: "use letters, digits and '-'")
    }
}

/// Regular expressions, which Envoy reads.
enum Expressions {
    private static let maximumLength = 1024

    /// What is wrong with one; `nil` for nothing.
    static func fault(_ text: String) -> String? {
        if text.utf8.count > maximumLength { return "is longer than \(maximumLength) characters" }
        return RegularExpression.problem(of: text).map { "is no regular expression of RE2: \($0)" }
    }

    static func check(_ field: Field) -> [Remark] {
        .of(
            .regularExpression, field, field.string.flatMap(fault),
            hint: "Envoy reads RE2: no look-around, no references back")
    }
}

/// A text that a match compares with: `exact`, `prefix` or `regex`.
enum TextMatches {
    static func check(_ match: Field) -> [Remark] {
        check(expressionOf: match)
            + .when(
                match["prefix"].string == "", .emptyMatch, match["prefix"], "is empty and matches everything",
                hint: "write how the text begins, or leave the match out")
    }

    /// As above, where an empty `prefix` is allowed.
    static func check(expressionOf match: Field) -> [Remark] {
        let expression = match["regex"]
        if expression.string == "" {
            return [Remark(.emptyMatch, expression, "is empty", hint: "write an expression, or leave the match out")]
        }
        return Expressions.check(expression)
    }
}
