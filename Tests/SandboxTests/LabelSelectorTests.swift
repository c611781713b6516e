import Domain
import Testing

@testable import Sandbox

@Suite struct LabelSelectorTests {
    private let reviews: JSONValue = ["metadata": ["labels": ["app": "reviews", "version": "v2"]]]

    @Test(arguments: [
        "", "app=reviews", "app==reviews,version=v2", "version in (v1, v2)", "version notin (v3),app", "!legacy",
        "app!=ratings", "legacy!=x",
    ])
    func selects(_ text: String) throws {
        #expect(try #require(LabelSelector(text)).matches(reviews))
    }

    @Test(arguments: ["app=ratings", "version notin (v2)", "legacy", "!app", "app!=reviews", "version in (v3),app"])
    func passesOver(_ text: String) throws {
        #expect(try !#require(LabelSelector(text)).matches(reviews))
    }

    @Test(arguments: ["=x", "a b", "!", "(x)", "a=(", "a=-", "a/b/c=d", "a in (b c!)"])
    func refuses(_ text: String) {
        #expect(LabelSelector(text) == nil)
    }
}
