/// Every command of the program that asks the API, and those that need nobody.
package enum ClientCommands {
    /// In the order of the help text.
    package static let all: [Command] =
        [
            ValidateCommand.command, MeshSchemaCommands.group, PolicyCommands.group, DeployCommand.command,
            StatusCommand.command,
            DeploymentsCommands.group,
        ]
        + ControlCommands.all + PromotionCommands.all
        + [
            ClusterCommands.group, ServiceCommands.group, EnvironmentCommands.group, JobCommands.group,
            VersionCommand.command,
        ]
}
