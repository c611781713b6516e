import Domain
import Testing
import YAML

@testable import Validation

/// The pages of Linkerd's and authorization's codes say what there is to say, with examples that are YAML.
@Suite struct LinkerdCodePageTests {
    @Test func pagesAreComplete() throws {
        for code in FindingCode.linkerdMeaning + FindingCode.authorization {
            #expect(!code.page.why.isEmpty && !code.page.mend.isEmpty && !code.page.example.isEmpty, "\(code.id)")
            let document = try YAMLParser.documents(code.page.example).first
            #expect(document?.value.object != nil, "\(code.id)")
        }
        let families = LinkerdMeaning.families + AuthorizationLogic.families
        #expect(Set(families.flatMap(\.codes)) == Set(FindingCode.linkerdMeaning + FindingCode.authorization))
    }
}
