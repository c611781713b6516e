import TestKit
import Testing

/// Real input, end to end: each scenario lets simulated traffic run over what is really in a kube-apiserver, has it
/// scraped by a real Prometheus, asks HotSwap's processes for a rollout over HTTP, and tells how that must end.
///
/// All of them share one installation, with a tick of a second; each has a namespace, pods and traffic of its own.
@Suite(.inOneWorld, .timeLimit(.minutes(10)), .enabled(if: World.canBe))
struct Scenarios {}
