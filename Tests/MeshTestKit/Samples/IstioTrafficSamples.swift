extension KindSample {
    package static let istioTraffic: [KindSample] = []
}
