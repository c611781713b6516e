/// The fields of the objects of Envoy that patches give values for, by what they hold.
///
/// Source: Envoy's API as the Go control plane has it (August 2026). Only the first level: `EnvoyMessages` has what is
/// below.
enum EnvoyFields {
    enum Kind { case text, flag, number, word, list, object }

    /// By the names that Envoy's API gives them, with `_` between the words. `nil` for what can have no value.
    static func fields(of applyTo: String) -> [String: Kind]? { table[applyTo] }

    private static let table: [String: [String: Kind]] = [
        "CLUSTER": made(
            text: """
                alt_stat_name cleanup_interval connect_timeout dns_jitter dns_refresh_rate name \
                per_connection_buffer_high_watermark_timeout
                """,
            flag: """
                close_connections_on_host_health_failure connection_pool_per_downstream_connection \
                ignore_health_on_host_removal respect_dns_ttl track_timeout_budgets \
                use_tcp_for_dns_lookups wait_for_warm_on_init
                """,
            number: "max_requests_per_connection per_connection_buffer_limit_bytes",
            word: "dns_lookup_family lb_policy protocol_selection type",
            list: """
                dns_resolvers filters health_checks lrs_report_endpoint_metrics \
                transport_socket_matches
                """,
            object: """
                circuit_breakers cluster_type common_http_protocol_options common_lb_config \
                dns_failure_refresh_rate dns_resolution_config eds_cluster_config \
                http2_protocol_options http_protocol_options lb_subset_config \
                least_request_lb_config load_assignment load_balancing_policy lrs_server \
                maglev_lb_config metadata original_dst_lb_config outlier_detection preconnect_policy \
                queuing_policies ring_hash_lb_config round_robin_lb_config stats_matcher \
                track_cluster_stats transport_socket transport_socket_matcher \
                typed_dns_resolver_config typed_extension_protocol_options upstream_bind_config \
                upstream_config upstream_connection_options upstream_http_protocol_options
                """),
        "LISTENER": made(
            text: """
                listener_filters_timeout name per_connection_buffer_high_watermark_timeout \
                stat_prefix
                """,
            flag: """
                bind_to_port bypass_overload_manager continue_on_listener_filters_timeout \
                enable_mptcp enable_reuse_port freebind ignore_global_conn_limit reuse_port \
                transparent use_original_dst
                """,
            number: """
                max_connections_to_accept_per_socket_event per_connection_buffer_limit_bytes \
                tcp_backlog_size tcp_fast_open_queue_length
                """,
            word: "drain_type traffic_direction",
            list: "access_log additional_addresses filter_chains listener_filters socket_options",
            object: """
                address api_listener connection_balance_config default_filter_chain deprecated_v1 \
                fcds_config filter_chain_matcher internal_listener metadata stats_matcher \
                tcp_keepalive udp_listener_config
                """),
        "ROUTE_CONFIGURATION": made(
            text: "name vhost_header",
            flag: """
                ignore_path_parameters_in_path_matching ignore_port_in_host_matching \
                most_specific_header_mutations_wins validate_clusters
                """,
            number: "max_direct_response_body_size_bytes",
            list: """
                cluster_specifier_plugins internal_only_headers request_headers_to_add \
                request_headers_to_remove request_mirror_policies response_headers_to_add \
                response_headers_to_remove virtual_hosts
                """,
            object: "metadata typed_per_filter_config vhds"),
        "FILTER_CHAIN": made(
            text: "name transport_socket_connect_timeout",
            flag: "use_proxy_proto",
            list: "filters",
            object: "filter_chain_match metadata transport_socket"),
        "HTTP_FILTER": made(
            text: "name",
            flag: "disabled is_optional",
            object: "config_discovery typed_config"),
        "NETWORK_FILTER": made(
            text: "name",
            object: "config_discovery typed_config"),
        "VIRTUAL_HOST": made(
            text: "name",
            flag: """
                include_attempt_count_in_response include_is_timeout_retry_header \
                include_request_attempt_count
                """,
            number: "per_request_buffer_limit_bytes request_body_buffer_limit",
            word: "require_tls",
            list: """
                domains rate_limits request_headers_to_add request_headers_to_remove \
                request_mirror_policies response_headers_to_add response_headers_to_remove routes \
                virtual_clusters
                """,
            object: """
                cors hedge_policy matcher metadata retry_policy retry_policy_typed_config \
                typed_per_filter_config
                """),
        "HTTP_ROUTE": made(
            text: "name stat_prefix",
            number: "per_request_buffer_limit_bytes request_body_buffer_limit",
            list: """
                request_headers_to_add request_headers_to_remove response_headers_to_add \
                response_headers_to_remove
                """,
            object: """
                decorator direct_response filter_action match metadata non_forwarding_action \
                redirect route tracing typed_per_filter_config
                """),
        "EXTENSION_CONFIG": made(
            text: "name",
            object: "typed_config"),
        "BOOTSTRAP": made(
            text: """
                default_socket_interface flags_path header_prefix perf_tracing_file_path \
                stats_eviction_interval stats_flush_interval
                """,
            flag: """
                enable_dispatcher_stats enable_worker_cpu_affinity stats_flush_on_admin \
                use_tcp_for_dns_lookups
                """,
            number: "stats_server_version_override",
            list: """
                bootstrap_extensions config_sources fatal_actions inline_headers node_context_params \
                stats_sinks
                """,
            object: """
                admin application_log_config certificate_provider_instances cluster_manager \
                default_config_source default_regex_engine deferred_stat_options \
                dns_resolution_config dynamic_resources grpc_async_client_manager_config hds_config \
                layered_runtime listener_manager memory_allocator_manager node overload_manager \
                static_resources stats_config tracing typed_dns_resolver_config watchdog watchdogs \
                xds_config_tracker_extension xds_delegate_extension
                """),
        "LISTENER_FILTER": made(
            text: "name",
            object: "config_discovery filter_disabled typed_config"),
    ]

    private static func made(
        text: String = "", flag: String = "", number: String = "", word: String = "", list: String = "",
        object: String = ""
    ) -> [String: Kind] {
        var fields: [String: Kind] = [:]
        for (names, kind) in [
            (text, Kind.text), (flag, .flag), (number, .number), (word, .word), (list, .list), (object, .object),
        ] {
            for name in names.split(separator: " ") { fields[String(name)] = kind }
        }
        return fields
    }
}
