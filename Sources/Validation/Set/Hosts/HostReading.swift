extension Subject {
    /// The full name of a host that a policy in `namespace` names; its own namespace where none is given.
    func host(_ name: String, from namespace: String? = nil) -> String {
        set.fullName(name, from: namespace ?? object.namespace)
    }
}

extension ValidationSet {
    /// The full name of a host that a policy in `namespace` names, as Kubernetes' DNS reads it.
    func fullName(_ host: String, from namespace: String) -> String {
        if let full = HostReading.spelled(host) { return full }
        return HostName.resolved(host, in: namespace) { $0 == namespace || object(.namespace, "", $0) != nil }
    }
}

/// What a host may mean before it is known which namespaces there are: the words of indexes.
enum HostReading {
    /// The full name of `service.namespace.svc`, which needs no look at the namespaces.
    static func spelled(_ name: String) -> String? {
        guard name.hasSuffix(".svc"), name.utf8.count(where: { $0 == UInt8(ascii: ".") }) == 2 else { return nil }
        return name + ".cluster.local"
    }

    /// Every full name that a host of a policy in `namespace` may have: `service.namespace` is a Service or not.
    static func all(_ name: String, in namespace: String) -> [String] {
        if let full = spelled(name) { return [full] }
        let qualified = HostName.qualified(name, in: namespace)
        let service = HostName.resolved(name, in: namespace) { _ in true }
        return service == qualified ? [qualified] : [qualified, service]
    }
}
