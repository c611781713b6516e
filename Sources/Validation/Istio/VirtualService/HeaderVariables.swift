import Domain

/// Variables in the values of headers that Envoy does not have: istiod takes them, and every proxy refuses the routes.
enum HeaderVariables {
    static let family = RuleFamily(
        "header-variables", codes: [.headerVariable], kinds: [.virtualService], scope: .set
    ) { subject in
        subject.spec["http"].elements.flatMap { route in
            values(route["headers"]) + route["route"].elements.flatMap { values($0["headers"]) }
        }.flatMap { value in
            HeaderFormat.variables(in: value.text).filter { !isKnown($0) }.map { name in
                Remark(
                    .headerVariable, value, "has %\(name)%, which is no variable of Envoy's",
                    hint: Spelling.nearest(to: name, in: names.sorted()).map { "did you mean %\($0)%?" }
                        ?? "a percent sign is written %%")
            }
        }
    }

    private static func values(_ headers: Field) -> [Field] {
        ["request", "response"].flatMap { direction in
            ["add", "set"].flatMap { headers[direction][$0].members.map(\.field) }
        }
    }

    private static func isKnown(_ name: String) -> Bool {
        names.contains(name) || families.contains { name.hasPrefix($0) && name.utf8.count > $0.utf8.count }
    }

    /// Too many to list: addresses, times, numbers of bytes, what TLS has shown.
    private static let families = ["DOWNSTREAM_", "UPSTREAM_", "REQUEST_", "RESPONSE_"]

    /// Source: Envoy's reference of access logs, August 2026.
    private static let names = Set(
        """
        ACCESS_LOG_TYPE BYTES_RECEIVED BYTES_RETRANSMITTED BYTES_SENT CEL CLUSTER_METADATA COALESCE COMMON_DURATION \
        CONNECTION_ID CONNECTION_TERMINATION_DETAILS CUSTOM_FLAGS DURATION DYNAMIC_METADATA EMIT_TIME EMIT_TIME_LOCAL \
        ENVIRONMENT FILTER_CHAIN_NAME FILTER_STATE GRPC_STATUS GRPC_STATUS_NUMBER HOSTNAME LOCAL_REPLY_BODY METADATA \
        PACKETS_RETRANSMITTED PATH PER_REQUEST_STATE PROTOCOL PROTOCOL_VERSION QUERY_PARAM QUERY_PARAMS REQ \
        REQUESTED_SERVER_NAME REQ_WITHOUT_QUERY RESP ROUNDTRIP_DURATION ROUTE_NAME SECRET SPAN_ID START_TIME \
        START_TIME_LOCAL STREAM_ID TLS_JA3_FINGERPRINT TLS_JA4_FINGERPRINT TRACE_ID TRAILER UNIQUE_ID \
        VIRTUAL_CLUSTER_NAME VIRTUAL_HOST_NAME
        """.split(separator: " ").map(String.init))
}
