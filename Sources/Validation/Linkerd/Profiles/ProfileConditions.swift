import Domain

/// Conditions of a ServiceProfile, for requests and for responses. They nest, so the schema of the CRD leaves them open
/// below the first level, and Linkerd's own validator is the only one to look.
enum ProfileConditions {
    static let codes: [FindingCode] = [
        .profileConditionEmpty, .profileConditionNull, .profileConditionType, .profileStatus, .profileUnknownField,
    ]

    enum Side { case request, response }

    static func remarks(about condition: Field, _ side: Side) -> [Remark] {
        var found: [Remark] = []
        var open = [condition]
        while let next = open.popLast() {
            guard next.value.object != nil else {
                found.append(Remark(.profileConditionType, next, "must be an object"))
                continue
            }
            found += unknown(next, side) + fields(next, side)
            if !isSet(next, side) {
                found.append(
                    Remark(
                        .profileConditionEmpty, next, "asks for nothing",
                        hint: side == .request ? "give method or pathRegex" : "give status"))
            }
            open += children(next, &found)
        }
        return found
    }

    private static func isSet(_ condition: Field, _ side: Side) -> Bool {
        if ["all", "any", "not"].contains(where: { condition[$0].value != .null }) { return true }
        if side == .response { return condition["status"].value != .null }
        return ["method", "pathRegex"].contains { !condition[$0].isEmpty }
    }

    private static func children(_ condition: Field, _ found: inout [Remark]) -> [Field] {
        var children: [Field] = []
        for name in ["all", "any"] where condition[name].value != .null {
            guard condition[name].value.array != nil else {
                found.append(Remark(.profileConditionType, condition[name], "must be a list of conditions"))
                continue
            }
            for child in condition[name].elements {
                if child.value == .null {
                    found.append(Remark(.profileConditionNull, child, "is no condition", hint: "leave it out"))
                } else {
                    children.append(child)
                }
            }
        }
        if condition["not"].value != .null { children.append(condition["not"]) }
        return children
    }

    /// Texts may be given as numbers and truths: the validator reads YAML into them.
    private static func fields(_ condition: Field, _ side: Side) -> [Remark] {
        guard side == .request else { return status(condition["status"]) }
        return ["method", "pathRegex"].map { condition[$0] }.filter {
            $0.value.array != nil || $0.value.object != nil
        }.map { Remark(.profileConditionType, $0, "must be a text") }
    }

    private static func status(_ status: Field) -> [Remark] {
        guard status.value != .null else { return [] }
        guard status.value.object != nil else {
            return [Remark(.profileConditionType, status, "must be an object", hint: "write {min: 500, max: 599}")]
        }
        var remarks: [Remark] = []
        for bound in [status["min"], status["max"]] where bound.value != .null {
            guard let number = bound.int, (0...Int64(UInt32.max)).contains(number) else {
                remarks.append(Remark(.profileConditionType, bound, "must be the number of a status"))
                continue
            }
            if number != 0, !(100...599).contains(number) {
                remarks.append(Remark(.profileStatus, bound, "is no status", hint: "use 100 to 599"))
            }
        }
        if remarks.isEmpty, let least = status["min"].int, let most = status["max"].int, most != 0, most < least {
            remarks.append(Remark(.profileStatus, status["max"], "is less than min", hint: "swap the two"))
        }
        return remarks
    }

    private static func unknown(_ condition: Field, _ side: Side) -> [Remark] {
        let known = ["all", "any", "not"] + (side == .request ? ["method", "pathRegex"] : ["status"])
        return ProfileFields.unknown(in: condition, known: known)
            + (side == .response ? ProfileFields.unknown(in: condition["status"], known: ["max", "min"]) : [])
    }
}
