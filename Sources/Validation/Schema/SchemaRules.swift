/// Types, enums, bounds and CEL rules of the schema that the target serves.
enum SchemaRules {
    static let families: [RuleFamily] = []
}
