extension KindSample {
    package static let istioSecurity: [KindSample] = []
}
