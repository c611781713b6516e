/// HS404x: ServiceProfiles.
extension FindingCode {
    static let profileUnknownField = FindingCode(
        "HS4040", .error, "Linkerd does not know a field of a ServiceProfile",
        page: Page(
            why: "Linkerd's validator reads the profile strictly and refuses it: a route without the condition that "
                + "was meant would match too much.",
            example: "spec:\n  routes:\n  - name: get\n    condition: {method: GET, path: /a}",
            mend: "Mend the name of the field, or leave it out."))
    static let profileMissing = FindingCode(
        "HS4041", .error, "A part that a ServiceProfile needs is missing",
        page: Page(
            why: "A route needs a name and a condition, a response class a condition, a retry budget its ttl. "
                + "Linkerd refuses the profile.",
            example: "spec:\n  routes:\n  - name: get",
            mend: "Add what is missing; take empty entries out of lists."))
    static let profileConditionEmpty = FindingCode(
        "HS4042", .error, "A condition of a ServiceProfile asks for nothing",
        page: Page(
            why: "A condition without a demand is a mistake more often than not. Linkerd refuses the profile.",
            example: "spec:\n  routes:\n  - name: all\n    condition: {}",
            mend: "Give method, pathRegex, all, any or not; for responses status, all, any or not."))
    static let profileConditionNull = FindingCode(
        "HS4043", .error, "A list of conditions has an empty entry",
        page: Page(
            why: "Linkerd refuses the profile.",
            example: "spec:\n  routes:\n  - name: get\n    condition:\n      any: [null]",
            mend: "Take the entry out of the list."))
    static let profileConditionType = FindingCode(
        "HS4044", .error, "A condition of a ServiceProfile has a value of the wrong type",
        page: Page(
            why: "Conditions nest, and below the first level the CRD's schema does not look; Linkerd's validator does, "
                + "and refuses the profile.",
            example: "condition:\n  all:\n  - not: {status: {min: false}}",
            mend: "all and any are lists, not is one condition, min and max are numbers."))
    static let profileStatus = FindingCode(
        "HS4045", .error, "A range of statuses is none",
        page: Page(
            why: "Statuses go from 100 to 599, and a range must not end before it begins. Linkerd refuses the profile.",
            example: "condition:\n  status: {min: 599, max: 500}",
            mend: "Swap the bounds, or leave one out."))
    static let profileDuration = FindingCode(
        "HS4046", .error, "A time of a ServiceProfile is no duration",
        page: Page(
            why: "Linkerd refuses the profile.",
            example: "spec:\n  routes:\n  - {name: get, timeout: one-second, condition: {method: GET}}",
            mend: "Write e.g. 300ms, 10s or 1m30s."))
    static let profileBudget = FindingCode(
        "HS4047", .error, "A retry budget is less than nothing",
        page: Page(
            why: "Ratios and numbers of retries cannot be negative. Linkerd refuses the profile.",
            example: "spec:\n  retryBudget: {retryRatio: -0.2, minRetriesPerSecond: 10, ttl: 10s}",
            mend: "Use 0 to have no retries."))
    static let profileWeight = FindingCode(
        "HS4048", .error, "A weight is no Kubernetes quantity",
        page: Page(
            why: "Linkerd cannot read the profile and refuses it.",
            example: "spec:\n  dstOverrides:\n  - {authority: \"a.shop.svc.cluster.local:80\", weight: half}",
            mend: "Write a number such as 900m, 0.9 or 1."))
    static let profileOpaquePorts = FindingCode(
        "HS4049", .error, "A ServiceProfile lists opaque ports",
        page: Page(
            why:
                "The CRD wants a list and Linkerd's validator reads an object: no profile with opaquePorts passes both.",
            example: "spec:\n  opaquePorts: [\"3306\"]",
            mend: "Annotate the Service with config.linkerd.io/opaque-ports instead."))
    static let profilePattern = FindingCode(
        "HS4050", .error, "A path of a ServiceProfile is no regular expression",
        page: Page(
            why: "Linkerd takes the profile, but its proxies cannot read the expression and know the route not at all. "
                + "Look-around and back references are no part of its syntax.",
            example: "spec:\n  routes:\n  - {name: get, condition: {method: GET, pathRegex: \"/a[\"}}",
            mend: "Mend the expression; the syntax is that of Rust's crate regex. Write \\{ for a brace."))

    static let linkerdProfiles: [FindingCode] = [
        profileUnknownField, profileMissing, profileConditionEmpty, profileConditionNull, profileConditionType,
        profileStatus, profileDuration, profileBudget, profileWeight, profileOpaquePorts, profilePattern,
    ]
}
