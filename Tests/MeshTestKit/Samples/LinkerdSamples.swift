extension KindSample {
    package static let linkerd: [KindSample] = []
}
