// swift-format-ignore-file
// Made from Envoy's API definitions of January 2026: names and types only.

extension EnvoyTexts {
    /// `message field:type …`
    static let messages2: StaticString = ##"""
config.core.v3.ProxyProtocolPassThroughTLVs match_type:#.ProxyProtocolPassThroughTLVs.PassTLVsMatchType tlv_type:*u
config.core.v3.QuicKeepAliveSettings initial_interval:d max_interval:d
config.core.v3.QuicProtocolOptions client_connection_options:s client_packet_writer:.TypedExtensionConfig connection_keepalive:.QuicKeepAliveSettings connection_migration:.QuicProtocolOptions.ConnectionMigrationSettings connection_options:s idle_network_timeout:d initial_connection_window_size:u initial_stream_window_size:u max_concurrent_streams:u max_packet_length:U num_timeouts_to_trigger_port_migration:u
config.core.v3.QuicProtocolOptions.ConnectionMigrationSettings max_time_on_non_default_network:d migrate_idle_connections:.QuicProtocolOptions.ConnectionMigrationSettings.MigrateIdleConnectionSettings
config.core.v3.QuicProtocolOptions.ConnectionMigrationSettings.MigrateIdleConnectionSettings max_idle_time_before_migration:d
config.core.v3.RateLimitSettings fill_rate:f max_tokens:u
config.core.v3.RemoteDataSource http_uri:.HttpUri retry_policy:.RetryPolicy sha256:s
config.core.v3.RetryPolicy host_selection_retry_max_attempts:i num_retries:u retry_back_off:.BackoffStrategy retry_host_predicate:*.RetryPolicy.RetryHostPredicate retry_on:s retry_priority:.RetryPolicy.RetryPriority
config.core.v3.RetryPolicy.RetryHostPredicate name:s typed_config:a
config.core.v3.RetryPolicy.RetryPriority name:s typed_config:a
config.core.v3.RuntimeDouble default_value:f runtime_key:s
config.core.v3.RuntimeFeatureFlag default_value:b runtime_key:s
config.core.v3.RuntimeFractionalPercent default_value:type.v3.FractionalPercent runtime_key:s
config.core.v3.RuntimePercent default_value:type.v3.Percent runtime_key:s
config.core.v3.RuntimeUInt32 default_value:u runtime_key:s
config.core.v3.SchemeHeaderTransformation match_upstream:b scheme_to_overwrite:s
config.core.v3.SelfConfigSource transport_api_version:#.ApiVersion
config.core.v3.SocketAddress address:s ipv4_compat:b named_port:s network_namespace_filepath:s port_value:u protocol:#.SocketAddress.Protocol resolver_name:s
config.core.v3.SocketCmsgHeaders expected_size:u level:u type:u
config.core.v3.SocketOption buf_value:s description:s int_value:i ip_version:#.SocketOption.SocketIpVersion level:i name:i state:#.SocketOption.SocketState type:.SocketOption.SocketType
config.core.v3.SocketOption.SocketType datagram:.SocketOption.SocketType.Datagram stream:.SocketOption.SocketType.Stream
config.core.v3.SocketOption.SocketType.Datagram 
config.core.v3.SocketOption.SocketType.Stream 
config.core.v3.SocketOptionsOverride socket_options:*.SocketOption
config.core.v3.SubstitutionFormatString content_type:s formatters:*.TypedExtensionConfig json_format:o json_format_options:.JsonFormatOptions omit_empty_values:b text_format:s text_format_source:.DataSource
config.core.v3.TcpKeepalive keepalive_interval:u keepalive_probes:u keepalive_time:u
config.core.v3.TlvEntry format_string:.SubstitutionFormatString type:u value:s
config.core.v3.TransportSocket name:s typed_config:a
config.core.v3.TypedExtensionConfig name:s typed_config:a
config.core.v3.UdpSocketConfig max_rx_datagram_size:U prefer_gro:b
config.core.v3.UpstreamHttpProtocolOptions auto_san_validation:b auto_sni:b override_auto_sni_header:s
config.core.v3.WatchedDirectory path:s
config.endpoint.v3.ClusterLoadAssignment cluster_name:s endpoints:*.LocalityLbEndpoints named_endpoints:%.Endpoint policy:.ClusterLoadAssignment.Policy
config.endpoint.v3.ClusterLoadAssignment.Policy drop_overloads:*.ClusterLoadAssignment.Policy.DropOverload endpoint_stale_after:d overprovisioning_factor:u weighted_priority_health:b
config.endpoint.v3.ClusterLoadAssignment.Policy.DropOverload category:s drop_percentage:type.v3.FractionalPercent
config.endpoint.v3.Endpoint additional_addresses:*.Endpoint.AdditionalAddress address:config.core.v3.Address health_check_config:.Endpoint.HealthCheckConfig hostname:s
config.endpoint.v3.Endpoint.AdditionalAddress address:config.core.v3.Address
config.endpoint.v3.Endpoint.HealthCheckConfig address:config.core.v3.Address disable_active_health_check:b hostname:s port_value:u
config.endpoint.v3.LbEndpoint endpoint:.Endpoint endpoint_name:s health_status:#config.core.v3.HealthStatus load_balancing_weight:u metadata:config.core.v3.Metadata
config.endpoint.v3.LedsClusterLocalityConfig leds_collection_name:s leds_config:config.core.v3.ConfigSource
config.endpoint.v3.LocalityLbEndpoints lb_endpoints:*.LbEndpoint leds_cluster_locality_config:.LedsClusterLocalityConfig load_balancer_endpoints:.LocalityLbEndpoints.LbEndpointList load_balancing_weight:u locality:config.core.v3.Locality metadata:config.core.v3.Metadata priority:u proximity:u
config.endpoint.v3.LocalityLbEndpoints.LbEndpointList lb_endpoints:*.LbEndpoint
config.listener.v3.AdditionalAddress address:config.core.v3.Address socket_options:config.core.v3.SocketOptionsOverride tcp_keepalive:config.core.v3.TcpKeepalive
config.listener.v3.ApiListener api_listener:a
config.listener.v3.Filter config_discovery:config.core.v3.ExtensionConfigSource name:s typed_config:a
config.listener.v3.FilterChain filter_chain_match:.FilterChainMatch filters:*.Filter metadata:config.core.v3.Metadata name:s transport_socket:config.core.v3.TransportSocket transport_socket_connect_timeout:d use_proxy_proto:b
config.listener.v3.FilterChainMatch address_suffix:s application_protocols:*s destination_port:u direct_source_prefix_ranges:*config.core.v3.CidrRange prefix_ranges:*config.core.v3.CidrRange server_names:*s source_ports:*u source_prefix_ranges:*config.core.v3.CidrRange source_type:#.FilterChainMatch.ConnectionSourceType suffix_len:u transport_protocol:s
config.listener.v3.Listener access_log:*config.accesslog.v3.AccessLog additional_addresses:*.AdditionalAddress address:config.core.v3.Address api_listener:.ApiListener bind_to_port:b bypass_overload_manager:b connection_balance_config:.Listener.ConnectionBalanceConfig continue_on_listener_filters_timeout:b default_filter_chain:.FilterChain deprecated_v1:.Listener.DeprecatedV1 drain_type:#.Listener.DrainType enable_mptcp:b enable_reuse_port:b fcds_config:.Listener.FcdsConfig filter_chain_matcher:? filter_chains:*.FilterChain freebind:b ignore_global_conn_limit:b internal_listener:.Listener.InternalListenerConfig listener_filters:*.ListenerFilter listener_filters_timeout:d max_connections_to_accept_per_socket_event:u metadata:config.core.v3.Metadata name:s per_connection_buffer_high_watermark_timeout:d per_connection_buffer_limit_bytes:u reuse_port:b socket_options:*config.core.v3.SocketOption stat_prefix:s stats_matcher:config.metrics.v3.StatsMatcher tcp_backlog_size:u tcp_fast_open_queue_length:u tcp_keepalive:config.core.v3.TcpKeepalive traffic_direction:#config.core.v3.TrafficDirection transparent:b udp_listener_config:.UdpListenerConfig use_original_dst:b
config.listener.v3.Listener.ConnectionBalanceConfig exact_balance:.Listener.ConnectionBalanceConfig.ExactBalance extend_balance:config.core.v3.TypedExtensionConfig
config.listener.v3.Listener.ConnectionBalanceConfig.ExactBalance 
config.listener.v3.Listener.DeprecatedV1 bind_to_port:b
config.listener.v3.Listener.FcdsConfig config_source:config.core.v3.ConfigSource name:s
config.listener.v3.Listener.InternalListenerConfig 
config.listener.v3.ListenerFilter config_discovery:config.core.v3.ExtensionConfigSource filter_disabled:.ListenerFilterChainMatchPredicate name:s typed_config:a
config.listener.v3.ListenerFilterChainMatchPredicate and_match:.ListenerFilterChainMatchPredicate.MatchSet any_match:b destination_port_range:type.v3.Int32Range not_match:.ListenerFilterChainMatchPredicate or_match:.ListenerFilterChainMatchPredicate.MatchSet
config.listener.v3.ListenerFilterChainMatchPredicate.MatchSet rules:*.ListenerFilterChainMatchPredicate
config.listener.v3.QuicProtocolOptions connection_debug_visitor_config:config.core.v3.TypedExtensionConfig connection_id_generator_config:config.core.v3.TypedExtensionConfig crypto_handshake_timeout:d crypto_stream_config:config.core.v3.TypedExtensionConfig enabled:config.core.v3.RuntimeFeatureFlag idle_timeout:d max_sessions_per_event_loop:u packets_to_read_to_connection_count_ratio:u proof_source_config:config.core.v3.TypedExtensionConfig quic_protocol_options:config.core.v3.QuicProtocolOptions reject_new_connections:b save_cmsg_config:*config.core.v3.SocketCmsgHeaders send_disable_active_migration:b server_preferred_address_config:config.core.v3.TypedExtensionConfig
config.listener.v3.UdpListenerConfig downstream_socket_config:config.core.v3.UdpSocketConfig quic_options:.QuicProtocolOptions udp_packet_packet_writer_config:config.core.v3.TypedExtensionConfig
config.metrics.v3.HistogramBucketSettings bins:u buckets:*f match:type.matcher.v3.StringMatcher
config.metrics.v3.StatsConfig histogram_bucket_settings:*.HistogramBucketSettings stats_matcher:.StatsMatcher stats_tags:*.TagSpecifier use_all_default_tags:b
config.metrics.v3.StatsMatcher exclusion_list:type.matcher.v3.ListStringMatcher inclusion_list:type.matcher.v3.ListStringMatcher reject_all:b
config.metrics.v3.StatsSink name:s typed_config:a
config.metrics.v3.TagSpecifier fixed_value:s regex:s tag_name:s
config.overload.v3.BufferFactoryConfig minimum_account_to_track_power_of_two:u
config.overload.v3.LoadShedPoint name:s triggers:*.Trigger
config.overload.v3.OverloadAction name:s triggers:*.Trigger typed_config:a
config.overload.v3.OverloadManager actions:*.OverloadAction buffer_factory_config:.BufferFactoryConfig loadshed_points:*.LoadShedPoint refresh_interval:d resource_monitors:*.ResourceMonitor
config.overload.v3.ResourceMonitor name:s typed_config:a
config.overload.v3.ScaledTrigger saturation_threshold:f scaling_threshold:f
config.overload.v3.ThresholdTrigger value:f
config.overload.v3.Trigger name:s scaled:.ScaledTrigger threshold:.ThresholdTrigger
config.ratelimit.v3.RateLimitServiceConfig grpc_service:config.core.v3.GrpcService transport_api_version:#config.core.v3.ApiVersion
config.rbac.v3.Permission and_rules:.Permission.Set any:b destination_ip:config.core.v3.CidrRange destination_port:u destination_port_range:type.v3.Int32Range header:config.route.v3.HeaderMatcher matcher:config.core.v3.TypedExtensionConfig metadata:type.matcher.v3.MetadataMatcher not_rule:.Permission or_rules:.Permission.Set requested_server_name:type.matcher.v3.StringMatcher sourced_metadata:.SourcedMetadata uri_template:config.core.v3.TypedExtensionConfig url_path:type.matcher.v3.PathMatcher
config.rbac.v3.Permission.Set rules:*.Permission
config.rbac.v3.Policy cel_config:config.core.v3.CelExpressionConfig checked_condition:? condition:? permissions:*.Permission principals:*.Principal
config.rbac.v3.Principal and_ids:.Principal.Set any:b authenticated:.Principal.Authenticated custom:config.core.v3.TypedExtensionConfig direct_remote_ip:config.core.v3.CidrRange filter_state:type.matcher.v3.FilterStateMatcher header:config.route.v3.HeaderMatcher metadata:type.matcher.v3.MetadataMatcher not_id:.Principal or_ids:.Principal.Set remote_ip:config.core.v3.CidrRange source_ip:config.core.v3.CidrRange sourced_metadata:.SourcedMetadata url_path:type.matcher.v3.PathMatcher
config.rbac.v3.Principal.Authenticated principal_name:type.matcher.v3.StringMatcher
config.rbac.v3.Principal.Set ids:*.Principal
config.rbac.v3.RBAC action:#.RBAC.Action audit_logging_options:.RBAC.AuditLoggingOptions policies:%.Policy
config.rbac.v3.RBAC.AuditLoggingOptions audit_condition:#.RBAC.AuditLoggingOptions.AuditCondition logger_configs:*.RBAC.AuditLoggingOptions.AuditLoggerConfig
config.rbac.v3.RBAC.AuditLoggingOptions.AuditLoggerConfig audit_logger:config.core.v3.TypedExtensionConfig is_optional:b
config.rbac.v3.SourcedMetadata metadata_matcher:type.matcher.v3.MetadataMatcher metadata_source:#.MetadataSource
config.route.v3.ClusterSpecifierPlugin extension:config.core.v3.TypedExtensionConfig is_optional:b
config.route.v3.CookieMatcher invert_match:b name:s string_match:type.matcher.v3.StringMatcher
config.route.v3.CorsPolicy allow_credentials:b allow_headers:s allow_methods:s allow_origin_string_match:*type.matcher.v3.StringMatcher allow_private_network_access:b expose_headers:s filter_enabled:config.core.v3.RuntimeFractionalPercent forward_not_matching_preflights:b max_age:s shadow_enabled:config.core.v3.RuntimeFractionalPercent
config.route.v3.Decorator operation:s propagate:b
config.route.v3.DirectResponseAction body:config.core.v3.DataSource body_format:config.core.v3.SubstitutionFormatString status:u
config.route.v3.FilterAction action:a
config.route.v3.HeaderMatcher contains_match:s exact_match:s invert_match:b name:s prefix_match:s present_match:b range_match:type.v3.Int64Range safe_regex_match:type.matcher.v3.RegexMatcher string_match:type.matcher.v3.StringMatcher suffix_match:s treat_missing_header_as_empty:b
config.route.v3.HedgePolicy additional_request_chance:type.v3.FractionalPercent hedge_on_per_try_timeout:b initial_requests:u
config.route.v3.InternalRedirectPolicy allow_cross_scheme_redirect:b max_internal_redirects:u predicates:*config.core.v3.TypedExtensionConfig redirect_response_codes:*u response_headers_to_copy:*s
config.route.v3.NonForwardingAction 
config.route.v3.QueryParameterMatcher name:s present_match:b string_match:type.matcher.v3.StringMatcher
config.route.v3.RateLimit actions:*.RateLimit.Action apply_on_stream_done:b disable_key:s hits_addend:.RateLimit.HitsAddend limit:.RateLimit.Override stage:u x_ratelimit_option:#.RateLimit.XRateLimitOption
config.route.v3.RateLimit.Action destination_cluster:.RateLimit.Action.DestinationCluster dynamic_metadata:.RateLimit.Action.DynamicMetaData extension:config.core.v3.TypedExtensionConfig generic_key:.RateLimit.Action.GenericKey header_value_match:.RateLimit.Action.HeaderValueMatch masked_remote_address:.RateLimit.Action.MaskedRemoteAddress metadata:.RateLimit.Action.MetaData query_parameter_value_match:.RateLimit.Action.QueryParameterValueMatch query_parameters:.RateLimit.Action.QueryParameters remote_address:.RateLimit.Action.RemoteAddress request_headers:.RateLimit.Action.RequestHeaders source_cluster:.RateLimit.Action.SourceCluster
config.route.v3.RateLimit.Action.DestinationCluster 
config.route.v3.RateLimit.Action.DynamicMetaData default_value:s descriptor_key:s metadata_key:type.metadata.v3.MetadataKey
config.route.v3.RateLimit.Action.GenericKey default_value:s descriptor_key:s descriptor_value:s
config.route.v3.RateLimit.Action.HeaderValueMatch default_value:s descriptor_key:s descriptor_value:s expect_match:b headers:*.HeaderMatcher
config.route.v3.RateLimit.Action.MaskedRemoteAddress v4_prefix_mask_len:u v6_prefix_mask_len:u
config.route.v3.RateLimit.Action.MetaData default_value:s descriptor_key:s metadata_key:type.metadata.v3.MetadataKey skip_if_absent:b source:#.RateLimit.Action.MetaData.Source
config.route.v3.RateLimit.Action.QueryParameterValueMatch default_value:s descriptor_key:s descriptor_value:s expect_match:b query_parameters:*.QueryParameterMatcher
config.route.v3.RateLimit.Action.QueryParameters descriptor_key:s query_parameter_name:s skip_if_absent:b
config.route.v3.RateLimit.Action.RemoteAddress 
config.route.v3.RateLimit.Action.RequestHeaders descriptor_key:s header_name:s skip_if_absent:b
config.route.v3.RateLimit.Action.SourceCluster 
config.route.v3.RateLimit.HitsAddend format:s number:U
config.route.v3.RateLimit.Override dynamic_metadata:.RateLimit.Override.DynamicMetadata
config.route.v3.RateLimit.Override.DynamicMetadata metadata_key:type.metadata.v3.MetadataKey
config.route.v3.RedirectAction host_redirect:s https_redirect:b path_redirect:s port_redirect:u prefix_rewrite:s regex_rewrite:type.matcher.v3.RegexMatchAndSubstitute response_code:#.RedirectAction.RedirectResponseCode scheme_redirect:s strip_query:b
config.route.v3.RetryPolicy host_selection_retry_max_attempts:i num_retries:u per_try_idle_timeout:d per_try_timeout:d rate_limited_retry_back_off:.RetryPolicy.RateLimitedRetryBackOff retriable_headers:*.HeaderMatcher retriable_request_headers:*.HeaderMatcher retriable_status_codes:*u retry_back_off:.RetryPolicy.RetryBackOff retry_host_predicate:*.RetryPolicy.RetryHostPredicate retry_on:s retry_options_predicates:*config.core.v3.TypedExtensionConfig retry_priority:.RetryPolicy.RetryPriority
config.route.v3.RetryPolicy.RateLimitedRetryBackOff max_interval:d reset_headers:*.RetryPolicy.ResetHeader
config.route.v3.RetryPolicy.ResetHeader format:#.RetryPolicy.ResetHeaderFormat name:s
config.route.v3.RetryPolicy.RetryBackOff base_interval:d max_interval:d
config.route.v3.RetryPolicy.RetryHostPredicate name:s typed_config:a
config.route.v3.RetryPolicy.RetryPriority name:s typed_config:a
config.route.v3.Route decorator:.Decorator direct_response:.DirectResponseAction filter_action:.FilterAction match:.RouteMatch metadata:config.core.v3.Metadata name:s non_forwarding_action:.NonForwardingAction per_request_buffer_limit_bytes:u redirect:.RedirectAction request_body_buffer_limit:U request_headers_to_add:*config.core.v3.HeaderValueOption request_headers_to_remove:*s response_headers_to_add:*config.core.v3.HeaderValueOption response_headers_to_remove:*s route:.RouteAction stat_prefix:s tracing:.Tracing typed_per_filter_config:%a
config.route.v3.RouteAction append_x_forwarded_host:b auto_host_rewrite:b cluster:s cluster_header:s cluster_not_found_response_code:#.RouteAction.ClusterNotFoundResponseCode cluster_specifier_plugin:s cors:.CorsPolicy early_data_policy:config.core.v3.TypedExtensionConfig flush_timeout:d grpc_timeout_offset:d hash_policy:*.RouteAction.HashPolicy hedge_policy:.HedgePolicy host_rewrite:s host_rewrite_header:s host_rewrite_literal:s host_rewrite_path_regex:type.matcher.v3.RegexMatchAndSubstitute idle_timeout:d include_vh_rate_limits:b inline_cluster_specifier_plugin:.ClusterSpecifierPlugin internal_redirect_action:#.RouteAction.InternalRedirectAction internal_redirect_policy:.InternalRedirectPolicy max_grpc_timeout:d max_internal_redirects:u max_stream_duration:.RouteAction.MaxStreamDuration metadata_match:config.core.v3.Metadata path_rewrite:s path_rewrite_policy:config.core.v3.TypedExtensionConfig prefix_rewrite:s priority:#config.core.v3.RoutingPriority rate_limits:*.RateLimit regex_rewrite:type.matcher.v3.RegexMatchAndSubstitute request_mirror_policies:*.RouteAction.RequestMirrorPolicy retry_policy:.RetryPolicy retry_policy_typed_config:a timeout:d upgrade_configs:*.RouteAction.UpgradeConfig weighted_clusters:.WeightedCluster
config.route.v3.RouteAction.HashPolicy connection_properties:.RouteAction.HashPolicy.ConnectionProperties cookie:.RouteAction.HashPolicy.Cookie filter_state:.RouteAction.HashPolicy.FilterState header:.RouteAction.HashPolicy.Header query_parameter:.RouteAction.HashPolicy.QueryParameter terminal:b
config.route.v3.RouteAction.HashPolicy.ConnectionProperties source_ip:b
config.route.v3.RouteAction.HashPolicy.Cookie attributes:*.RouteAction.HashPolicy.CookieAttribute name:s path:s ttl:d
config.route.v3.RouteAction.HashPolicy.CookieAttribute name:s value:s
config.route.v3.RouteAction.HashPolicy.FilterState key:s
config.route.v3.RouteAction.HashPolicy.Header header_name:s regex_rewrite:type.matcher.v3.RegexMatchAndSubstitute
config.route.v3.RouteAction.HashPolicy.QueryParameter name:s
config.route.v3.RouteAction.MaxStreamDuration grpc_timeout_header_max:d grpc_timeout_header_offset:d max_stream_duration:d
config.route.v3.RouteAction.RequestMirrorPolicy cluster:s cluster_header:s disable_shadow_host_suffix_append:b host_rewrite_literal:s request_headers_mutations:*config.common.mutation_rules.v3.HeaderMutation runtime_fraction:config.core.v3.RuntimeFractionalPercent trace_sampled:b
config.route.v3.RouteAction.UpgradeConfig connect_config:.RouteAction.UpgradeConfig.ConnectConfig enabled:b upgrade_type:s
config.route.v3.RouteAction.UpgradeConfig.ConnectConfig allow_post:b proxy_protocol_config:config.core.v3.ProxyProtocolConfig
config.route.v3.RouteConfiguration cluster_specifier_plugins:*.ClusterSpecifierPlugin ignore_path_parameters_in_path_matching:b ignore_port_in_host_matching:b internal_only_headers:*s max_direct_response_body_size_bytes:u metadata:config.core.v3.Metadata most_specific_header_mutations_wins:b name:s request_headers_to_add:*config.core.v3.HeaderValueOption request_headers_to_remove:*s request_mirror_policies:*.RouteAction.RequestMirrorPolicy response_headers_to_add:*config.core.v3.HeaderValueOption response_headers_to_remove:*s typed_per_filter_config:%a validate_clusters:b vhds:.Vhds vhost_header:s virtual_hosts:*.VirtualHost
config.route.v3.RouteMatch case_sensitive:b connect_matcher:.RouteMatch.ConnectMatcher cookies:*.CookieMatcher dynamic_metadata:*type.matcher.v3.MetadataMatcher filter_state:*type.matcher.v3.FilterStateMatcher grpc:.RouteMatch.GrpcRouteMatchOptions headers:*.HeaderMatcher path:s path_match_policy:config.core.v3.TypedExtensionConfig path_separated_prefix:s prefix:s query_parameters:*.QueryParameterMatcher runtime_fraction:config.core.v3.RuntimeFractionalPercent safe_regex:type.matcher.v3.RegexMatcher tls_context:.RouteMatch.TlsContextMatchOptions
config.route.v3.RouteMatch.ConnectMatcher 
config.route.v3.RouteMatch.GrpcRouteMatchOptions 
config.route.v3.RouteMatch.TlsContextMatchOptions presented:b validated:b
config.route.v3.ScopedRouteConfiguration key:.ScopedRouteConfiguration.Key name:s on_demand:b route_configuration:.RouteConfiguration route_configuration_name:s
config.route.v3.ScopedRouteConfiguration.Key fragments:*.ScopedRouteConfiguration.Key.Fragment
config.route.v3.ScopedRouteConfiguration.Key.Fragment string_key:s
config.route.v3.Tracing client_sampling:type.v3.FractionalPercent custom_tags:*type.tracing.v3.CustomTag operation:s overall_sampling:type.v3.FractionalPercent random_sampling:type.v3.FractionalPercent upstream_operation:s
config.route.v3.Vhds config_source:config.core.v3.ConfigSource
config.route.v3.VirtualCluster headers:*.HeaderMatcher name:s
"""##
}
