import Domain
import Testing

@testable import CLI

@Suite struct PolicyNamesTests {
    private let page = "&limit=20"

    @Test(arguments: [
        ("reviews", "GET /policies?name=reviews&limit=20"),
        ("default/reviews", "GET /policies?name=reviews&namespace=default&limit=20"),
        ("virtualservice/default/reviews", "GET /policies?name=reviews&namespace=default&kind=VirtualService&limit=20"),
    ])
    func namesAreLookedUp(_ name: String, _ request: String) async {
        let outcome = await Session().run(
            "policy delete \(name)",
            [
                request: .list([Samples.policy()]),
                "DELETE /policies/\(Samples.policyID)": WireAnswer(status: 204),
            ])
        #expect(outcome.exitCode == .done, "\(outcome.errors)")
    }

    @Test func idsAreNot() async {
        let outcome = await Session().run(
            "policy delete \(Samples.policyID)", ["DELETE /policies/\(Samples.policyID)": WireAnswer(status: 204)])
        #expect(outcome.lines == ["DELETE /policies/\(Samples.policyID)"])
        #expect(outcome.output == "Deleted \(Samples.policyID)\n")
    }

    @Test func ofSeveralTheUserMustChoose() async {
        let outcome = await Session().run(
            "policy delete default/reviews",
            [
                "GET /policies?name=reviews&namespace=default&limit=20": .list([
                    Samples.policy(), Samples.policy(kind: "DestinationRule", id: Samples.jobID),
                ])
            ])
        #expect(outcome.exitCode == .usage)
        #expect(
            outcome.errors.contains(
                "may be any of VirtualService/default/reviews (\(Samples.policyID)), DestinationRule/default/reviews"))
    }

    @Test func theNearestNameIsOffered() async {
        let answers = [
            "GET /policies?name=reviws&namespace=default&limit=20": WireAnswer.list([]),
            "GET /policies?namespace=default&limit=500": WireAnswer.list([
                Samples.policy(name: "ratings"), Samples.policy(name: "reviews"),
            ]),
            "GET /policies?name=zzz&namespace=default&limit=20": WireAnswer.list([]),
        ]
        let near = await Session().run("policy delete default/reviws", answers)
        #expect(near.exitCode == .notFound)
        #expect(near.errors.contains("no policy default/reviws; did you mean VirtualService/default/reviews?"))
        let far = await Session().run("policy delete default/zzz", answers)
        #expect(far.errors.contains("`hotswap policy list` shows those that there are"))
    }

    @Test(arguments: [
        ("a//b", "A policy is named"), ("a/b/c/d", "A policy is named"),
        ("VirtualServce/default/x", "did you mean VirtualService?"), ("Zzzzz/default/x", "there are VirtualService, "),
    ])
    func whatIsNoNameIsTold(_ name: String, _ message: String) async {
        let outcome = await Session().run("policy delete \(name)")
        #expect(outcome.exitCode == .usage && outcome.requests.isEmpty)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
}
