import Domain

/// The values of patches, held to Envoy's API as far as that is known here. What is not known is noted, to be said.
struct PatchBodies {
    private(set) var remarks: [Remark] = []
    /// Where something begins that was not looked at, and what it is.
    private(set) var gaps: [(field: Field, what: String)] = []

    /// What a patch of `applyTo` writes.
    mutating func read(_ value: Field, _ applyTo: String) {
        guard value.value.object != nil, let root = EnvoyMessages.root(applyTo) else { return }
        message(value, root)
    }

    private mutating func read(_ field: Field, _ shape: EnvoyMessages.Shape) {
        guard field.value != .null else { return }
        switch (shape.count, field.value) {
        case (.one, _): read(field, shape.kind)
        case (.list, .array): for element in field.elements { read(element, shape.kind) }
        case (.map, .object): for (_, member) in field.members { read(member, shape.kind) }
        case (.list, _): refuse(field, "is \(field.value.typeName), where Envoy has a list")
        case (.map, _): refuse(field, "is \(field.value.typeName), where Envoy has an object")
        }
    }

    private mutating func read(_ field: Field, _ kind: EnvoyMessages.Kind) {
        guard field.value != .null else { return }
        switch kind {
        case .message(let name):
            guard field.value.object != nil else {
                return refuse(field, "is \(field.value.typeName), where Envoy has an object")
            }
            message(field, name)
        case .any: any(field)
        case .word(let enumeration): word(field, EnvoyMessages.words(of: enumeration))
        case .unknown: gaps.append((field, "of an API that is not Envoy's own"))
        case .text, .flag, .unsigned, .number, .duration, .object:
            if let fault = Self.fault(field.value, kind) { refuse(field, fault) }
        }
    }

    private mutating func message(_ field: Field, _ name: String, isTyped: Bool = false) {
        guard let fields = EnvoyMessages.fields(of: name) else { return gaps.append((field, name)) }
        for (key, member) in field.members where !(isTyped && key == "@type") {
            let plain = EnvoyName.withUnderscores(key)
            if let shape = fields[plain] {
                read(member, shape)
                if plain != key, field[plain].exists { leftOut(field[plain], for: key) }
            } else {
                let near = Spelling.nearest(to: EnvoyName.withUnderscores(key), in: fields.keys.sorted())
                remarks.append(
                    Remark(
                        .unknownPatchField, member, "is no field of envoy.\(name) that is known",
                        hint: near.map { "did you mean \($0)?" } ?? "see Envoy's API"))
            }
        }
    }

    /// Of two spellings of one field Istio takes the one of JSON.
    private mutating func leftOut(_ field: Field, for other: String) {
        remarks.append(
            Remark(
                .unknownPatchField, field, "is left out: \(other) beside it is the same field", hint: "keep one of them"
            ))
    }

    private mutating func any(_ field: Field) {
        guard field.value.object != nil else {
            return refuse(field, "is \(field.value.typeName), where Envoy has an object with its @type")
        }
        let place = field["@type"]
        guard let type = place.string else {
            let fault = place.isGiven ? "is \(place.value.typeName), where Envoy has a text" : "is missing"
            return refuse(place, fault, "write type.googleapis.com/ and the full name of the type")
        }
        // Said where types are looked at.
        guard let slash = type.lastIndex(of: "/"), PatchValues.fault(type: type) == nil else { return }
        let name = type[type.index(after: slash)...]
        Self.typedStructs.contains(String(name)) ? typedStruct(field) : configuration(field, of: name, isTyped: true)
    }

    private mutating func configuration(_ field: Field, of name: Substring, isTyped: Bool) {
        let known = name.hasPrefix("envoy.") ? String(name.dropFirst("envoy.".count)) : ""
        guard EnvoyMessages.fields(of: known) == nil else { return message(field, known, isTyped: isTyped) }
        if isTyped, WellKnownValues.isRead(name) {
            if let fault = WellKnownValues.fault(of: field, name) { refuse(fault.field, fault.message) }
            return
        }
        switch EnvoyMessages.knowledge(of: name) {
        case .known: if field.members.count > (isTyped ? 1 : 0) { gaps.append((field, String(name))) }
        case .unknown, .refused: gaps.append((field, String(name)))
        }
    }

    private mutating func word(_ field: Field, _ words: [String]) {
        guard let text = field.string else {
            if field.value.int == nil { refuse(field, "is \(field.value.typeName), where Envoy has a word") }
            return
        }
        guard !words.contains(text) else { return }
        refuse(
            field, "is '\(text.prefix(60))', which Envoy does not know",
            Spelling.nearest(to: text, in: words).map { "did you mean \($0)?" }
                ?? "use \(words.prefix(12).joined(separator: ", "))")
    }

    private mutating func refuse(_ field: Field, _ message: String, _ hint: String = "see Envoy's API") {
        remarks.append(Remark(.patchValue, field, message, hint: hint))
    }

    /// What is wrong with a plain value; `nil` where nothing is.
    static func fault(_ value: JSONValue, _ kind: EnvoyMessages.Kind) -> String? {
        switch (kind, value) {
        case (.text, .string), (.flag, .bool), (.object, .object): nil
        case (.unsigned, .int(let number)): (0...Int64(UInt32.max)).contains(number) ? nil : outside
        case (.unsigned, .double(let number)):
            number >= 0 && number <= Double(UInt32.max) && number.rounded() == number ? nil : outside
        case (.unsigned, .string(let text)): UInt32(text) == nil ? outside : nil
        case (.number, .int), (.number, .double): nil
        case (.number, .string(let text)):
            Double(text) == nil ? "is no number, where Envoy has one" : nil
        case (.duration, .string(let text)):
            // Istio reads them as Go does, not as Envoy's JSON has them.
            GoDuration.length(text) == nil ? "is no duration, which is written as in 1.5s" : nil
        case (.text, _): "is \(value.typeName), where Envoy has a text"
        case (.flag, _): "is \(value.typeName), where Envoy has true or false"
        case (.object, _): "is \(value.typeName), where Envoy has an object"
        case (.duration, _): "is \(value.typeName), where Envoy has a text such as 1.5s"
        default: "is \(value.typeName), where Envoy has a number"
        }
    }

    private static let outside = "is no whole number from 0 to 4294967295, where Envoy has one"
}

// MARK: - TypedStruct

extension PatchBodies {
    /// Configurations that stand as a plain object in `value`, with their type beside it in `type_url`.
    private static let typedStructs: Set = ["udpa.type.v1.TypedStruct", "xds.type.v3.TypedStruct"]

    /// istiod does not look into it: what is wrong there Envoy refuses.
    private mutating func typedStruct(_ field: Field) {
        let place = field["typeUrl"].isGiven ? field["typeUrl"] : field["type_url"]
        guard let type = place.string, !type.isEmpty else {
            return doubt(place, "is missing", hint: "write the full name of a type of Envoy's")
        }
        let name = type[(type.lastIndex(of: "/").map(type.index(after:)) ?? type.startIndex)...]
        if case .refused(let advice) = EnvoyMessages.knowledge(of: name) {
            return doubt(place, "is '\(type)', which Envoy does not have", hint: advice)
        }
        var body = PatchBodies()
        if field["value"].value.object != nil { body.configuration(field["value"], of: name, isTyped: false) }
        gaps += body.gaps
        remarks += body.remarks.map { $0.saying(.typedStructValue) }
    }

    private mutating func doubt(_ field: Field, _ message: String, hint: String) {
        remarks.append(Remark(.typedStructValue, field, message, hint: hint))
    }
}

/// Envoy's own spelling of a name, of which JSON has another.
enum EnvoyName {
    static func withUnderscores(_ name: String) -> String {
        guard name.utf8.contains(where: { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) else { return name }
        return name.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
    }
}

extension PatchBodies {
    /// What is not known here: said once for each EnvoyFilter, never passed silently.
    var unknown: [Remark] {
        guard let first = gaps.first else { return [] }
        let more = gaps.count > 1 ? ", and \(gaps.count - 1) more such values" : ""
        return [
            Remark(
                .unknownPatchType, first.field, "what is in it was not checked (\(first.what.prefix(120)))\(more)",
                hint: "the fields of this type are not known here; istiod and Envoy look at them")
        ]
    }
}
