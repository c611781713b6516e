/// HS4...: what Linkerd's admission webhook refuses in one object, and what its objects do to one another.
extension FindingCode {
    static let linkerdMeaning: [FindingCode] =
        linkerdServers + linkerdAuthorizations + linkerdRoutes + linkerdProfiles + linkerdServerSets + linkerdReach
        + linkerdRouteSets
}
