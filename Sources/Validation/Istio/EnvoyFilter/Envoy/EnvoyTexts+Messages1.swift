// swift-format-ignore-file
// Made from Envoy's API definitions of January 2026: names and types only.

extension EnvoyTexts {
    /// `message field:type …`
    static let messages1: StaticString = ##"""
config.accesslog.v3.AccessLog filter:.AccessLogFilter name:s typed_config:a
config.accesslog.v3.AccessLogFilter and_filter:.AndFilter duration_filter:.DurationFilter extension_filter:.ExtensionFilter grpc_status_filter:.GrpcStatusFilter header_filter:.HeaderFilter log_type_filter:.LogTypeFilter metadata_filter:.MetadataFilter not_health_check_filter:.NotHealthCheckFilter or_filter:.OrFilter response_flag_filter:.ResponseFlagFilter runtime_filter:.RuntimeFilter status_code_filter:.StatusCodeFilter traceable_filter:.TraceableFilter
config.accesslog.v3.AndFilter filters:*.AccessLogFilter
config.accesslog.v3.ComparisonFilter op:#.ComparisonFilter.Op value:config.core.v3.RuntimeUInt32
config.accesslog.v3.DurationFilter comparison:.ComparisonFilter
config.accesslog.v3.ExtensionFilter name:s typed_config:a
config.accesslog.v3.GrpcStatusFilter exclude:b statuses:*#.GrpcStatusFilter.Status
config.accesslog.v3.HeaderFilter header:config.route.v3.HeaderMatcher
config.accesslog.v3.LogTypeFilter exclude:b types:*#data.accesslog.v3.AccessLogType
config.accesslog.v3.MetadataFilter match_if_key_not_found:b matcher:type.matcher.v3.MetadataMatcher
config.accesslog.v3.NotHealthCheckFilter 
config.accesslog.v3.OrFilter filters:*.AccessLogFilter
config.accesslog.v3.ResponseFlagFilter flags:*s
config.accesslog.v3.RuntimeFilter percent_sampled:type.v3.FractionalPercent runtime_key:s use_independent_randomness:b
config.accesslog.v3.StatusCodeFilter comparison:.ComparisonFilter
config.accesslog.v3.TraceableFilter 
config.bootstrap.v3.Admin access_log:*config.accesslog.v3.AccessLog access_log_path:s address:config.core.v3.Address allow_paths:*type.matcher.v3.StringMatcher ignore_global_conn_limit:b profile_path:s socket_options:*config.core.v3.SocketOption
config.bootstrap.v3.Bootstrap admin:.Admin application_log_config:.Bootstrap.ApplicationLogConfig bootstrap_extensions:*config.core.v3.TypedExtensionConfig certificate_provider_instances:%config.core.v3.TypedExtensionConfig cluster_manager:.ClusterManager config_sources:*config.core.v3.ConfigSource default_config_source:config.core.v3.ConfigSource default_regex_engine:config.core.v3.TypedExtensionConfig default_socket_interface:s deferred_stat_options:.Bootstrap.DeferredStatOptions dns_resolution_config:config.core.v3.DnsResolutionConfig dynamic_resources:.Bootstrap.DynamicResources enable_dispatcher_stats:b enable_worker_cpu_affinity:b fatal_actions:*.FatalAction flags_path:s grpc_async_client_manager_config:.Bootstrap.GrpcAsyncClientManagerConfig hds_config:config.core.v3.ApiConfigSource header_prefix:s inline_headers:*.CustomInlineHeader layered_runtime:.LayeredRuntime listener_manager:config.core.v3.TypedExtensionConfig memory_allocator_manager:.MemoryAllocatorManager node:config.core.v3.Node node_context_params:*s overload_manager:config.overload.v3.OverloadManager perf_tracing_file_path:s static_resources:.Bootstrap.StaticResources stats_config:config.metrics.v3.StatsConfig stats_eviction_interval:d stats_flush_interval:d stats_flush_on_admin:b stats_server_version_override:U stats_sinks:*config.metrics.v3.StatsSink tracing:config.trace.v3.Tracing typed_dns_resolver_config:config.core.v3.TypedExtensionConfig use_tcp_for_dns_lookups:b watchdog:.Watchdog watchdogs:.Watchdogs xds_config_tracker_extension:config.core.v3.TypedExtensionConfig xds_delegate_extension:config.core.v3.TypedExtensionConfig
config.bootstrap.v3.Bootstrap.ApplicationLogConfig log_format:.Bootstrap.ApplicationLogConfig.LogFormat
config.bootstrap.v3.Bootstrap.ApplicationLogConfig.LogFormat json_format:o text_format:s
config.bootstrap.v3.Bootstrap.DeferredStatOptions enable_deferred_creation_stats:b
config.bootstrap.v3.Bootstrap.DynamicResources ads_config:config.core.v3.ApiConfigSource cds_config:config.core.v3.ConfigSource cds_resources_locator:s lds_config:config.core.v3.ConfigSource lds_resources_locator:s
config.bootstrap.v3.Bootstrap.GrpcAsyncClientManagerConfig max_cached_entry_idle_duration:d
config.bootstrap.v3.Bootstrap.StaticResources clusters:*config.cluster.v3.Cluster listeners:*config.listener.v3.Listener secrets:*extensions.transport_sockets.tls.v3.Secret
config.bootstrap.v3.ClusterManager enable_deferred_cluster_creation:b load_stats_config:config.core.v3.ApiConfigSource local_cluster_name:s outlier_detection:.ClusterManager.OutlierDetection upstream_bind_config:config.core.v3.BindConfig
config.bootstrap.v3.ClusterManager.OutlierDetection event_log_path:s event_service:config.core.v3.EventServiceConfig
config.bootstrap.v3.CustomInlineHeader inline_header_name:s inline_header_type:#.CustomInlineHeader.InlineHeaderType
config.bootstrap.v3.FatalAction config:config.core.v3.TypedExtensionConfig
config.bootstrap.v3.LayeredRuntime layers:*.RuntimeLayer
config.bootstrap.v3.MemoryAllocatorManager bytes_to_release:U memory_release_interval:d
config.bootstrap.v3.RuntimeLayer admin_layer:.RuntimeLayer.AdminLayer disk_layer:.RuntimeLayer.DiskLayer name:s rtds_layer:.RuntimeLayer.RtdsLayer static_layer:o
config.bootstrap.v3.RuntimeLayer.AdminLayer 
config.bootstrap.v3.RuntimeLayer.DiskLayer append_service_cluster:b subdirectory:s symlink_root:s
config.bootstrap.v3.RuntimeLayer.RtdsLayer name:s rtds_config:config.core.v3.ConfigSource
config.bootstrap.v3.Watchdog actions:*.Watchdog.WatchdogAction kill_timeout:d max_kill_timeout_jitter:d megamiss_timeout:d miss_timeout:d multikill_threshold:type.v3.Percent multikill_timeout:d
config.bootstrap.v3.Watchdog.WatchdogAction config:config.core.v3.TypedExtensionConfig event:#.Watchdog.WatchdogAction.WatchdogEvent
config.bootstrap.v3.Watchdogs main_thread_watchdog:.Watchdog worker_watchdog:.Watchdog
config.cluster.v3.CircuitBreakers per_host_thresholds:*.CircuitBreakers.Thresholds thresholds:*.CircuitBreakers.Thresholds
config.cluster.v3.CircuitBreakers.Thresholds max_connection_pools:u max_connections:u max_pending_requests:u max_requests:u max_retries:u priority:#config.core.v3.RoutingPriority retry_budget:.CircuitBreakers.Thresholds.RetryBudget track_remaining:b
config.cluster.v3.CircuitBreakers.Thresholds.RetryBudget budget_percent:type.v3.Percent min_retry_concurrency:u
config.cluster.v3.Cluster alt_stat_name:s circuit_breakers:.CircuitBreakers cleanup_interval:d close_connections_on_host_health_failure:b cluster_type:.Cluster.CustomClusterType common_http_protocol_options:config.core.v3.HttpProtocolOptions common_lb_config:.Cluster.CommonLbConfig connect_timeout:d connection_pool_per_downstream_connection:b dns_failure_refresh_rate:.Cluster.RefreshRate dns_jitter:d dns_lookup_family:#.Cluster.DnsLookupFamily dns_refresh_rate:d dns_resolution_config:config.core.v3.DnsResolutionConfig dns_resolvers:*config.core.v3.Address eds_cluster_config:.Cluster.EdsClusterConfig filters:*.Filter health_checks:*config.core.v3.HealthCheck http2_protocol_options:config.core.v3.Http2ProtocolOptions http_protocol_options:config.core.v3.Http1ProtocolOptions ignore_health_on_host_removal:b lb_policy:#.Cluster.LbPolicy lb_subset_config:.Cluster.LbSubsetConfig least_request_lb_config:.Cluster.LeastRequestLbConfig load_assignment:config.endpoint.v3.ClusterLoadAssignment load_balancing_policy:.LoadBalancingPolicy lrs_report_endpoint_metrics:*s lrs_server:config.core.v3.ConfigSource maglev_lb_config:.Cluster.MaglevLbConfig max_requests_per_connection:u metadata:config.core.v3.Metadata name:s original_dst_lb_config:.Cluster.OriginalDstLbConfig outlier_detection:.OutlierDetection per_connection_buffer_high_watermark_timeout:d per_connection_buffer_limit_bytes:u preconnect_policy:.Cluster.PreconnectPolicy protocol_selection:#.Cluster.ClusterProtocolSelection queuing_policies:.Cluster.QueuingPolicies respect_dns_ttl:b ring_hash_lb_config:.Cluster.RingHashLbConfig round_robin_lb_config:.Cluster.RoundRobinLbConfig stats_matcher:config.metrics.v3.StatsMatcher track_cluster_stats:.TrackClusterStats track_timeout_budgets:b transport_socket:config.core.v3.TransportSocket transport_socket_matcher:? transport_socket_matches:*.Cluster.TransportSocketMatch type:#.Cluster.DiscoveryType typed_dns_resolver_config:config.core.v3.TypedExtensionConfig typed_extension_protocol_options:%a upstream_bind_config:config.core.v3.BindConfig upstream_config:config.core.v3.TypedExtensionConfig upstream_connection_options:.UpstreamConnectionOptions upstream_http_protocol_options:config.core.v3.UpstreamHttpProtocolOptions use_tcp_for_dns_lookups:b wait_for_warm_on_init:b
config.cluster.v3.Cluster.CommonLbConfig close_connections_on_host_set_change:b consistent_hashing_lb_config:.Cluster.CommonLbConfig.ConsistentHashingLbConfig healthy_panic_threshold:type.v3.Percent ignore_new_hosts_until_first_hc:b locality_weighted_lb_config:.Cluster.CommonLbConfig.LocalityWeightedLbConfig override_host_status:config.core.v3.HealthStatusSet update_merge_window:d zone_aware_lb_config:.Cluster.CommonLbConfig.ZoneAwareLbConfig
config.cluster.v3.Cluster.CommonLbConfig.ConsistentHashingLbConfig hash_balance_factor:u use_hostname_for_hashing:b
config.cluster.v3.Cluster.CommonLbConfig.LocalityWeightedLbConfig 
config.cluster.v3.Cluster.CommonLbConfig.ZoneAwareLbConfig fail_traffic_on_panic:b min_cluster_size:U routing_enabled:type.v3.Percent
config.cluster.v3.Cluster.CustomClusterType name:s typed_config:a
config.cluster.v3.Cluster.EdsClusterConfig eds_config:config.core.v3.ConfigSource service_name:s
config.cluster.v3.Cluster.LbSubsetConfig default_subset:o fallback_policy:#.Cluster.LbSubsetConfig.LbSubsetFallbackPolicy list_as_any:b locality_weight_aware:b metadata_fallback_policy:#.Cluster.LbSubsetConfig.LbSubsetMetadataFallbackPolicy panic_mode_any:b scale_locality_weight:b subset_selectors:*.Cluster.LbSubsetConfig.LbSubsetSelector
config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetSelector fallback_keys_subset:*s fallback_policy:#.Cluster.LbSubsetConfig.LbSubsetSelector.LbSubsetSelectorFallbackPolicy keys:*s single_host_per_subset:b
config.cluster.v3.Cluster.LeastRequestLbConfig active_request_bias:config.core.v3.RuntimeDouble choice_count:u slow_start_config:.Cluster.SlowStartConfig
config.cluster.v3.Cluster.MaglevLbConfig table_size:U
config.cluster.v3.Cluster.OriginalDstLbConfig http_header_name:s metadata_key:type.metadata.v3.MetadataKey upstream_port_override:u use_http_header:b
config.cluster.v3.Cluster.PreconnectPolicy per_upstream_preconnect_ratio:f predictive_preconnect_ratio:f
config.cluster.v3.Cluster.QueuingPolicies pending_rq_policy:config.core.v3.TypedExtensionConfig
config.cluster.v3.Cluster.RefreshRate base_interval:d max_interval:d
config.cluster.v3.Cluster.RingHashLbConfig hash_function:#.Cluster.RingHashLbConfig.HashFunction maximum_ring_size:U minimum_ring_size:U
config.cluster.v3.Cluster.RoundRobinLbConfig slow_start_config:.Cluster.SlowStartConfig
config.cluster.v3.Cluster.SlowStartConfig aggression:config.core.v3.RuntimeDouble min_weight_percent:type.v3.Percent slow_start_window:d
config.cluster.v3.Cluster.TransportSocketMatch match:o name:s transport_socket:config.core.v3.TransportSocket
config.cluster.v3.Filter config_discovery:config.core.v3.ExtensionConfigSource name:s typed_config:a
config.cluster.v3.LoadBalancingPolicy policies:*.LoadBalancingPolicy.Policy
config.cluster.v3.LoadBalancingPolicy.Policy typed_extension_config:config.core.v3.TypedExtensionConfig
config.cluster.v3.OutlierDetection always_eject_one_host:b base_ejection_time:d consecutive_5xx:u consecutive_gateway_failure:u consecutive_local_origin_failure:u enforcing_consecutive_5xx:u enforcing_consecutive_gateway_failure:u enforcing_consecutive_local_origin_failure:u enforcing_failure_percentage:u enforcing_failure_percentage_local_origin:u enforcing_local_origin_success_rate:u enforcing_success_rate:u failure_percentage_minimum_hosts:u failure_percentage_request_volume:u failure_percentage_threshold:u interval:d max_ejection_percent:u max_ejection_time:d max_ejection_time_jitter:d monitors:*config.core.v3.TypedExtensionConfig split_external_local_origin_errors:b success_rate_minimum_hosts:u success_rate_request_volume:u success_rate_stdev_factor:u successful_active_health_check_uneject_host:b
config.cluster.v3.TrackClusterStats per_endpoint_stats:b request_response_sizes:b timeout_budgets:b
config.cluster.v3.UpstreamConnectionOptions happy_eyeballs_config:.UpstreamConnectionOptions.HappyEyeballsConfig set_local_interface_name_on_upstream_connections:b tcp_keepalive:config.core.v3.TcpKeepalive
config.cluster.v3.UpstreamConnectionOptions.HappyEyeballsConfig first_address_family_count:u first_address_family_version:#.UpstreamConnectionOptions.FirstAddressFamilyVersion
config.common.key_value.v3.KeyValueStoreConfig config:config.core.v3.TypedExtensionConfig
config.common.matcher.v3.HttpGenericBodyMatch bytes_limit:u patterns:*.HttpGenericBodyMatch.GenericTextMatch
config.common.matcher.v3.HttpGenericBodyMatch.GenericTextMatch binary_match:s string_match:s
config.common.matcher.v3.HttpHeadersMatch headers:*config.route.v3.HeaderMatcher
config.common.matcher.v3.MatchPredicate and_match:.MatchPredicate.MatchSet any_match:b http_request_generic_body_match:.HttpGenericBodyMatch http_request_headers_match:.HttpHeadersMatch http_request_trailers_match:.HttpHeadersMatch http_response_generic_body_match:.HttpGenericBodyMatch http_response_headers_match:.HttpHeadersMatch http_response_trailers_match:.HttpHeadersMatch not_match:.MatchPredicate or_match:.MatchPredicate.MatchSet
config.common.matcher.v3.MatchPredicate.MatchSet rules:*.MatchPredicate
config.common.mutation_rules.v3.HeaderMutation append:config.core.v3.HeaderValueOption remove:s remove_on_match:.HeaderMutation.RemoveOnMatch
config.common.mutation_rules.v3.HeaderMutation.RemoveOnMatch key_matcher:type.matcher.v3.StringMatcher
config.common.mutation_rules.v3.HeaderMutationRules allow_all_routing:b allow_envoy:b allow_expression:type.matcher.v3.RegexMatcher disallow_all:b disallow_expression:type.matcher.v3.RegexMatcher disallow_is_error:b disallow_system:b
config.core.v3.Address envoy_internal_address:.EnvoyInternalAddress pipe:.Pipe socket_address:.SocketAddress
config.core.v3.AggregatedConfigSource 
config.core.v3.AlternateProtocolsCacheOptions canonical_suffixes:*s key_value_store_config:.TypedExtensionConfig max_entries:u name:s prepopulated_entries:*.AlternateProtocolsCacheOptions.AlternateProtocolsCacheEntry
config.core.v3.AlternateProtocolsCacheOptions.AlternateProtocolsCacheEntry hostname:s port:u
config.core.v3.ApiConfigSource api_type:#.ApiConfigSource.ApiType cluster_names:*s config_validators:*.TypedExtensionConfig grpc_services:*.GrpcService rate_limit_settings:.RateLimitSettings refresh_delay:d request_timeout:d set_node_on_first_message_only:b transport_api_version:#.ApiVersion
config.core.v3.AsyncDataSource local:.DataSource remote:.RemoteDataSource
config.core.v3.BackoffStrategy base_interval:d max_interval:d
config.core.v3.BindConfig additional_source_addresses:*.SocketAddress extra_source_addresses:*.ExtraSourceAddress freebind:b local_address_selector:.TypedExtensionConfig socket_options:*.SocketOption source_address:.SocketAddress
config.core.v3.BuildVersion metadata:o version:type.v3.SemanticVersion
config.core.v3.CelExpressionConfig enable_string_concat:b enable_string_conversion:b enable_string_functions:b
config.core.v3.CidrRange address_prefix:s prefix_len:u
config.core.v3.ConfigSource ads:.AggregatedConfigSource api_config_source:.ApiConfigSource authorities:*? initial_fetch_timeout:d path:s path_config_source:.PathConfigSource resource_api_version:#.ApiVersion self:.SelfConfigSource
config.core.v3.DataSource environment_variable:s filename:s inline_bytes:s inline_string:s watched_directory:.WatchedDirectory
config.core.v3.DnsResolutionConfig dns_resolver_options:.DnsResolverOptions resolvers:*.Address
config.core.v3.DnsResolverOptions no_default_search_domain:b use_tcp_for_dns_lookups:b
config.core.v3.EnvoyInternalAddress endpoint_id:s server_listener_name:s
config.core.v3.EventServiceConfig grpc_service:.GrpcService
config.core.v3.Extension category:s disabled:b name:s type_descriptor:s type_urls:*s version:.BuildVersion
config.core.v3.ExtensionConfigSource apply_default_config_without_warming:b config_source:.ConfigSource default_config:a type_urls:*s
config.core.v3.ExtraSourceAddress address:.SocketAddress socket_options:.SocketOptionsOverride
config.core.v3.GrpcMethodList services:*.GrpcMethodList.Service
config.core.v3.GrpcMethodList.Service method_names:*s name:s
config.core.v3.GrpcService envoy_grpc:.GrpcService.EnvoyGrpc google_grpc:.GrpcService.GoogleGrpc initial_metadata:*.HeaderValue retry_policy:.RetryPolicy timeout:d
config.core.v3.GrpcService.EnvoyGrpc authority:s cluster_name:s max_receive_message_length:u retry_policy:.RetryPolicy skip_envoy_headers:b
config.core.v3.GrpcService.GoogleGrpc call_credentials:*.GrpcService.GoogleGrpc.CallCredentials call_credentials_plugin:*a channel_args:.GrpcService.GoogleGrpc.ChannelArgs channel_credentials:.GrpcService.GoogleGrpc.ChannelCredentials channel_credentials_plugin:*a config:o credentials_factory_name:s per_stream_buffer_limit_bytes:u stat_prefix:s target_uri:s
config.core.v3.GrpcService.GoogleGrpc.CallCredentials access_token:s from_plugin:.GrpcService.GoogleGrpc.CallCredentials.MetadataCredentialsFromPlugin google_compute_engine:o google_iam:.GrpcService.GoogleGrpc.CallCredentials.GoogleIAMCredentials google_refresh_token:s service_account_jwt_access:.GrpcService.GoogleGrpc.CallCredentials.ServiceAccountJWTAccessCredentials sts_service:.GrpcService.GoogleGrpc.CallCredentials.StsService
config.core.v3.GrpcService.GoogleGrpc.CallCredentials.GoogleIAMCredentials authority_selector:s authorization_token:s
config.core.v3.GrpcService.GoogleGrpc.CallCredentials.MetadataCredentialsFromPlugin name:s typed_config:a
config.core.v3.GrpcService.GoogleGrpc.CallCredentials.ServiceAccountJWTAccessCredentials json_key:s token_lifetime_seconds:U
config.core.v3.GrpcService.GoogleGrpc.CallCredentials.StsService actor_token_path:s actor_token_type:s audience:s requested_token_type:s resource:s scope:s subject_token_path:s subject_token_type:s token_exchange_service_uri:s
config.core.v3.GrpcService.GoogleGrpc.ChannelArgs args:%.GrpcService.GoogleGrpc.ChannelArgs.Value
config.core.v3.GrpcService.GoogleGrpc.ChannelArgs.Value int_value:i string_value:s
config.core.v3.GrpcService.GoogleGrpc.ChannelCredentials google_default:o local_credentials:.GrpcService.GoogleGrpc.GoogleLocalCredentials ssl_credentials:.GrpcService.GoogleGrpc.SslCredentials
config.core.v3.GrpcService.GoogleGrpc.GoogleLocalCredentials 
config.core.v3.GrpcService.GoogleGrpc.SslCredentials cert_chain:.DataSource private_key:.DataSource root_certs:.DataSource
config.core.v3.HeaderValue key:s raw_value:s value:s
config.core.v3.HeaderValueOption append:b append_action:#.HeaderValueOption.HeaderAppendAction header:.HeaderValue keep_empty_value:b
config.core.v3.HealthCheck alt_port:u always_log_health_check_failures:b always_log_health_check_success:b custom_health_check:.HealthCheck.CustomHealthCheck event_log_path:s event_logger:*.TypedExtensionConfig event_service:.EventServiceConfig grpc_health_check:.HealthCheck.GrpcHealthCheck healthy_edge_interval:d healthy_threshold:u http_health_check:.HealthCheck.HttpHealthCheck initial_jitter:d interval:d interval_jitter:d interval_jitter_percent:u no_traffic_healthy_interval:d no_traffic_interval:d reuse_connection:b tcp_health_check:.HealthCheck.TcpHealthCheck timeout:d tls_options:.HealthCheck.TlsOptions transport_socket_match_criteria:o unhealthy_edge_interval:d unhealthy_interval:d unhealthy_threshold:u
config.core.v3.HealthCheck.CustomHealthCheck name:s typed_config:a
config.core.v3.HealthCheck.GrpcHealthCheck authority:s initial_metadata:*.HeaderValueOption service_name:s
config.core.v3.HealthCheck.HttpHealthCheck codec_client_type:#type.v3.CodecClientType expected_statuses:*type.v3.Int64Range host:s method:#.RequestMethod path:s receive:*.HealthCheck.Payload request_headers_to_add:*.HeaderValueOption request_headers_to_remove:*s response_buffer_size:U retriable_statuses:*type.v3.Int64Range send:.HealthCheck.Payload service_name_matcher:type.matcher.v3.StringMatcher
config.core.v3.HealthCheck.Payload binary:s text:s
config.core.v3.HealthCheck.TcpHealthCheck proxy_protocol_config:.ProxyProtocolConfig receive:*.HealthCheck.Payload send:.HealthCheck.Payload
config.core.v3.HealthCheck.TlsOptions alpn_protocols:*s
config.core.v3.HealthStatusSet statuses:*#.HealthStatus
config.core.v3.Http1ProtocolOptions accept_http_10:b allow_absolute_url:b allow_chunked_length:b allow_custom_methods:b default_host_for_http_10:s enable_trailers:b header_key_format:.Http1ProtocolOptions.HeaderKeyFormat ignore_http_11_upgrade:*type.matcher.v3.StringMatcher override_stream_error_on_invalid_http_message:b send_fully_qualified_url:b use_balsa_parser:b
config.core.v3.Http1ProtocolOptions.HeaderKeyFormat proper_case_words:.Http1ProtocolOptions.HeaderKeyFormat.ProperCaseWords stateful_formatter:.TypedExtensionConfig
config.core.v3.Http1ProtocolOptions.HeaderKeyFormat.ProperCaseWords 
config.core.v3.Http2ProtocolOptions allow_connect:b allow_metadata:b connection_keepalive:.KeepaliveSettings custom_settings_parameters:*.Http2ProtocolOptions.SettingsParameter enable_huffman_encoding:b hpack_table_size:u initial_connection_window_size:u initial_stream_window_size:u max_concurrent_streams:u max_consecutive_inbound_frames_with_empty_payload:u max_inbound_priority_frames_per_stream:u max_inbound_window_update_frames_per_data_frame_sent:u max_metadata_size:U max_outbound_control_frames:u max_outbound_frames:u override_stream_error_on_invalid_http_message:b stream_error_on_invalid_http_messaging:b use_oghttp2_codec:b
config.core.v3.Http2ProtocolOptions.SettingsParameter identifier:u value:u
config.core.v3.Http3ProtocolOptions allow_extended_connect:b allow_metadata:b disable_connection_flow_control_for_streams:b disable_qpack:b override_stream_error_on_invalid_http_message:b quic_protocol_options:.QuicProtocolOptions
config.core.v3.HttpProtocolOptions headers_with_underscores_action:#.HttpProtocolOptions.HeadersWithUnderscoresAction idle_timeout:d max_connection_duration:d max_headers_count:u max_requests_per_connection:u max_response_headers_kb:u max_stream_duration:d
config.core.v3.HttpService http_uri:.HttpUri request_headers_to_add:*.HeaderValueOption
config.core.v3.HttpUri cluster:s timeout:d uri:s
config.core.v3.JsonFormatOptions sort_properties:b
config.core.v3.KeepaliveSettings connection_idle_interval:d interval:d interval_jitter:type.v3.Percent timeout:d
config.core.v3.KeyValue key:s value:s
config.core.v3.KeyValueAppend action:#.KeyValueAppend.KeyValueAppendAction entry:.KeyValue record:.KeyValuePair
config.core.v3.KeyValueMutation append:.KeyValueAppend remove:s
config.core.v3.KeyValuePair key:s value:?
config.core.v3.Locality region:s sub_zone:s zone:s
config.core.v3.Metadata filter_metadata:%o typed_filter_metadata:%a
config.core.v3.Node client_features:*s cluster:s dynamic_parameters:%? extensions:*.Extension id:s listening_addresses:*.Address locality:.Locality metadata:o user_agent_build_version:.BuildVersion user_agent_name:s user_agent_version:s
config.core.v3.PathConfigSource path:s watched_directory:.WatchedDirectory
config.core.v3.Pipe mode:u path:s
config.core.v3.ProxyProtocolConfig added_tlvs:*.TlvEntry pass_through_tlvs:.ProxyProtocolPassThroughTLVs version:#.ProxyProtocolConfig.Version
"""##
}
