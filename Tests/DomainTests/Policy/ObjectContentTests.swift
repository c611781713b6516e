import Domain
import Testing

@Suite struct ObjectContentTests {
    private let live: JSONValue = [
        "kind": "Server", "spec": ["port": 80], "status": ["ok": true],
        "metadata": [
            "name": "a", "uid": "u1", "resourceVersion": "7", "generation": 2, "selfLink": "/a", "managedFields": [],
            "creationTimestamp": "2026-11-21T08:15:30Z", "labels": ["app": "a"],
            "annotations": [
                "hotswap.io/deployment": "d", "hotswap.io/epoch": "3", "hotswap.io/traceparent": "t", "team": "shop",
            ],
        ],
    ]

    @Test func contentIsWithoutWhatServersAndHotSwapWrite() {
        let metadata: JSONValue = ["name": "a", "labels": ["app": "a"], "annotations": ["team": "shop"]]
        #expect(ObjectContent.of(live) == ["kind": "Server", "spec": ["port": 80], "metadata": metadata])
        #expect(ObjectContent.of(ObjectContent.of(live)) == ObjectContent.of(live))
        var marked = live
        marked["metadata"]?["annotations"] = ["hotswap.io/epoch": "3"]
        #expect(ObjectContent.of(marked)["metadata"]?["annotations"] == nil)
        #expect(ObjectContent.of(["spec": 1]) == ["spec": 1, "metadata": [:]])
    }

    @Test func aManagedObjectGoesBackWithTheNewEpoch() {
        let body = ObjectContent.restoring(live, uid: "u2", epoch: 9)
        #expect(
            body["metadata"] == [
                "name": "a", "uid": "u2", "labels": ["app": "a"],
                "annotations": [
                    "hotswap.io/deployment": "d", "hotswap.io/epoch": "9", "hotswap.io/traceparent": "t",
                    "team": "shop",
                ],
            ])
        #expect(body["spec"] == live["spec"])
        #expect(ObjectContent.restoring(live, uid: nil, epoch: 9)["metadata"]?["uid"] == nil)
    }

    @Test func nothingOfHotSwapIsLeftOnAnObjectOfOthers() {
        var theirs = live
        theirs["metadata"]?["annotations"] = ["team": "shop"]
        #expect(ObjectContent.restoring(theirs, uid: "u", epoch: 9)["metadata"]?["annotations"] == ["team": "shop"])
        theirs["metadata"]?["annotations"] = nil
        #expect(ObjectContent.restoring(theirs, uid: "u", epoch: 9)["metadata"]?["annotations"] == nil)
    }
}
