/// `policy …`
enum PolicyCommands {
    static let group = Command(
        group: "policy", "Policies and their versions",
        examples: [
            Command.Example("policy create -f reviews.yaml", "creates policies from a file"),
            Command.Example("policy diff default/reviews", "shows what the newest version changed"),
        ],
        [
            PolicyCreate.command, PolicyGet.command, PolicyList.command, PolicyVersions.command, PolicyDiff.command,
            PolicyUpdate.command, PolicyRestore.command, PolicyTag.command, PolicyDelete.command,
            PolicyImport.command, PolicyLive.command, PolicyValidate.command, PolicyDryRun.command,
        ])
}
