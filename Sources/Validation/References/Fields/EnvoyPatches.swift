import Domain

/// Patches of EnvoyFilters: operations that Envoy's objects do not know, and those that depend on other patches.
enum EnvoyPatches {
    static let family = RuleFamily(
        "patches of EnvoyFilters", codes: FindingCode.envoyPatches, kinds: [.envoyFilter], scope: .set
    ) { subject in
        let priority = subject.spec["priority"].int ?? 0
        var versioned: Set<String> = []
        var named: Set<String> = []
        return patches(subject.spec).compactMap { patch -> Remark? in
            let name = filterName(patch)
            let isVersioned = versioned.contains(name) || isVersionedBefore(name, subject)
            if hasVersion(patch) { versioned.insert(name) }
            let remark = remark(patch, hasPriority: priority != 0, isVersioned: isVersioned)
            // What patches say that bring nothing is said once.
            guard let remark, patch["patch"]["value"].isEmpty else { return remark }
            return named.insert(remark.code.id).inserted ? remark : nil
        }
    }

    /// The patches up to one that says nothing to do, where istiod stops.
    private static func patches(_ spec: Field) -> ArraySlice<Field> {
        let all = spec["configPatches"].elements
        return all.prefix { if case .object = $0["patch"].value { true } else { false } }
    }

    private static func remark(_ patch: Field, hasPriority: Bool, isVersioned: Bool) -> Remark? {
        let target = patch["applyTo"].string ?? ""
        let field = patch["patch"]["operation"]
        guard let operation = field.string else { return nil }
        let isWholeRoute = target == "ROUTE_CONFIGURATION" || target == "HTTP_ROUTE"
        switch operation {
        case "ADD":
            guard isWholeRoute else { return nil }
            return Remark(
                .ignoredAdd, field, "ADD does nothing for \(target)", hint: "use MERGE, or patch a VIRTUAL_HOST")
        case "REMOVE" where isWholeRoute:
            return Remark(.ignoredRemove, field, "REMOVE does nothing for \(target)", hint: "use MERGE")
        case "REPLACE" where !["NETWORK_FILTER", "HTTP_FILTER", "VIRTUAL_HOST"].contains(target):
            return Remark(
                .ignoredReplace, field, "REPLACE does nothing for \(target.isEmpty ? "this target" : target)",
                hint: "it works for NETWORK_FILTER, HTTP_FILTER and VIRTUAL_HOST; use MERGE")
        case "REMOVE", "REPLACE", "INSERT_BEFORE", "INSERT_AFTER":
            guard !hasPriority else { return nil }
            return isVersioned
                ? Remark(
                    .relativeWithVersion, field,
                    "\(operation) without a priority meets another patch of the same filter that is for some proxy "
                        + "versions only", hint: "set spec.priority, so that the order is certain")
                : Remark(
                    .relativeOperation, field, "\(operation) depends on patches that came before it",
                    hint: "set spec.priority, or use INSERT_FIRST or ADD")
        default: return nil
        }
    }

    private static func hasVersion(_ patch: Field) -> Bool { !patch["match"]["proxy"]["proxyVersion"].isEmpty }

    /// The filter that a patch is about: the one that it brings, or else the one that it looks for.
    private static func filterName(_ patch: Field) -> String {
        guard case .object(let value) = patch["patch"]["value"].value else { return "" }
        if let name = value["name"] { return "new \(name.string ?? "")" }
        return patch["match"]["listener"]["filterChain"]["filter"]["name"].string.map { "old \($0)" } ?? ""
    }

    /// Patches for some versions of the proxy only, by the filter that they are about.
    private static let versions = SetIndex("versioned patches", of: [.envoyFilter]) { filter in
        patches(filter.spec).filter(hasVersion).map(filterName)
    }

    /// Whether an EnvoyFilter that comes before this one has such a patch: istiod applies them by namespace and name.
    private static func isVersionedBefore(_ name: String, _ subject: Subject) -> Bool {
        let own = (subject.object.namespace, subject.object.name)
        return subject.set.objects(versions, name).contains { ($0.namespace, $0.name) < own }
    }
}
