extension KindSample {
    package static let linkerd: [KindSample] =
        linkerdServers + linkerdFollowers + authorizedServers + linkerdRoutes + linkerdDestinations
}
