import Domain
import Testing

@Suite struct JSONValueTests {
    private let object: JSONValue = ["a": ["b": 1, "c": 2], "d": "text"]

    @Test func membersAreSetReplacedAndRemoved() {
        var value = object
        value["d"] = nil
        value["e"] = true
        value["a"] = 3
        #expect(value == ["a": 3, "e": true])
    }

    @Test func membersOfMembersAreSetWhereTheyAre() {
        var value = object
        value["a"]?["b"] = nil
        value["a"]?["c"] = 4
        value["nowhere"]?["c"] = 5
        #expect(value == ["a": ["c": 4], "d": "text"])
    }

    @Test func whatIsNoObjectStaysAsItIs() {
        var value = object
        value["d"]?["b"] = 1
        #expect(value == object)
        var text: JSONValue = "text"
        text["a"] = 1
        #expect(text == "text")
    }

    @Test func aCopyStaysAsItWas() {
        var value = object
        let copy = value
        value["a"]?["b"] = 9
        #expect(copy == object)
        #expect(value["a"]?["b"] == 9)
    }
}
