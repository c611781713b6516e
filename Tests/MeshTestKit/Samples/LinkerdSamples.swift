extension KindSample {
    package static let linkerd: [KindSample] = linkerdServers + linkerdFollowers + linkerdRoutes + linkerdDestinations
}
