// swift-format-ignore-file
// Made from Envoy's API definitions of January 2026: names and types only.

extension EnvoyTexts {
    /// `message field:type …`
    static let messages4: StaticString = ##"""
extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.HcmAccessLogOptions access_log_flush_interval:d flush_access_log_on_new_request:b flush_log_on_tunnel_successfully_established:b
extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.InternalAddressConfig cidr_ranges:*config.core.v3.CidrRange unix_sockets:b
extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathNormalizationOptions forwarding_transformation:type.http.v3.PathTransformation http_filter_transformation:type.http.v3.PathTransformation
extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ProxyStatusConfig literal_proxy_name:s remove_connection_termination_details:b remove_details:b remove_response_flags:b set_recommended_response_code:b use_node_id:b
extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.SetCurrentClientCertDetails cert:b chain:b dns:b subject:b uri:b
extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.Tracing client_sampling:type.v3.Percent custom_tags:*type.tracing.v3.CustomTag max_path_tag_length:u operation:s overall_sampling:type.v3.Percent provider:config.trace.v3.Tracing.Http random_sampling:type.v3.Percent spawn_upstream_span:b upstream_operation:s verbose:b
extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig enabled:b filters:*.HttpFilter upgrade_type:s
extensions.filters.network.http_connection_manager.v3.HttpFilter config_discovery:config.core.v3.ExtensionConfigSource disabled:b is_optional:b name:s typed_config:a
extensions.filters.network.http_connection_manager.v3.LocalReplyConfig body_format:config.core.v3.SubstitutionFormatString mappers:*.ResponseMapper
extensions.filters.network.http_connection_manager.v3.Rds config_source:config.core.v3.ConfigSource route_config_name:s
extensions.filters.network.http_connection_manager.v3.RequestIDExtension typed_config:a
extensions.filters.network.http_connection_manager.v3.ResponseMapper body:config.core.v3.DataSource body_format_override:config.core.v3.SubstitutionFormatString filter:config.accesslog.v3.AccessLogFilter headers_to_add:*config.core.v3.HeaderValueOption status_code:u
extensions.filters.network.http_connection_manager.v3.ScopedRds scoped_rds_config_source:config.core.v3.ConfigSource srds_resources_locator:s
extensions.filters.network.http_connection_manager.v3.ScopedRouteConfigurationsList scoped_route_configurations:*config.route.v3.ScopedRouteConfiguration
extensions.filters.network.http_connection_manager.v3.ScopedRoutes name:s rds_config_source:config.core.v3.ConfigSource scope_key_builder:.ScopedRoutes.ScopeKeyBuilder scoped_rds:.ScopedRds scoped_route_configurations_list:.ScopedRouteConfigurationsList
extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder fragments:*.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder
extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder header_value_extractor:.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder.HeaderValueExtractor
extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder.HeaderValueExtractor element:.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder.HeaderValueExtractor.KvElement element_separator:s index:u name:s
extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder.HeaderValueExtractor.KvElement key:s separator:s
extensions.filters.network.local_ratelimit.v3.LocalRateLimit runtime_enabled:config.core.v3.RuntimeFeatureFlag share_key:s stat_prefix:s token_bucket:type.v3.TokenBucket
extensions.filters.network.mongo_proxy.v3.MongoProxy access_log:s commands:*s delay:extensions.filters.common.fault.v3.FaultDelay emit_dynamic_metadata:b stat_prefix:s
extensions.filters.network.ratelimit.v3.RateLimit descriptors:*extensions.common.ratelimit.v3.RateLimitDescriptor domain:s failure_mode_deny:b rate_limit_service:config.ratelimit.v3.RateLimitServiceConfig stat_prefix:s timeout:d
extensions.filters.network.rbac.v3.RBAC delay_deny:d enforcement_type:#.RBAC.EnforcementType matcher:? rules:config.rbac.v3.RBAC shadow_matcher:? shadow_rules:config.rbac.v3.RBAC shadow_rules_stat_prefix:s stat_prefix:s
extensions.filters.network.redis_proxy.v3.RedisExternalAuthProvider enable_auth_expiration:b grpc_service:config.core.v3.GrpcService
extensions.filters.network.redis_proxy.v3.RedisProxy custom_commands:*s downstream_auth_password:config.core.v3.DataSource downstream_auth_passwords:*config.core.v3.DataSource downstream_auth_username:config.core.v3.DataSource external_auth_provider:.RedisExternalAuthProvider faults:*.RedisProxy.RedisFault latency_in_micros:b prefix_routes:.RedisProxy.PrefixRoutes settings:.RedisProxy.ConnPoolSettings stat_prefix:s
extensions.filters.network.redis_proxy.v3.RedisProxy.ConnPoolSettings buffer_flush_timeout:d connection_rate_limit:.RedisProxy.ConnectionRateLimit dns_cache_config:extensions.common.dynamic_forward_proxy.v3.DnsCacheConfig enable_command_stats:b enable_hashtagging:b enable_redirection:b max_buffer_size_before_flush:u max_upstream_unknown_connections:u op_timeout:d read_policy:#.RedisProxy.ConnPoolSettings.ReadPolicy
extensions.filters.network.redis_proxy.v3.RedisProxy.ConnectionRateLimit connection_rate_limit_per_sec:u
extensions.filters.network.redis_proxy.v3.RedisProxy.PrefixRoutes case_insensitive:b catch_all_route:.RedisProxy.PrefixRoutes.Route routes:*.RedisProxy.PrefixRoutes.Route
extensions.filters.network.redis_proxy.v3.RedisProxy.PrefixRoutes.Route cluster:s key_formatter:s prefix:s read_command_policy:.RedisProxy.PrefixRoutes.Route.ReadCommandPolicy remove_prefix:b request_mirror_policy:*.RedisProxy.PrefixRoutes.Route.RequestMirrorPolicy
extensions.filters.network.redis_proxy.v3.RedisProxy.PrefixRoutes.Route.ReadCommandPolicy cluster:s
extensions.filters.network.redis_proxy.v3.RedisProxy.PrefixRoutes.Route.RequestMirrorPolicy cluster:s exclude_read_commands:b runtime_fraction:config.core.v3.RuntimeFractionalPercent
extensions.filters.network.redis_proxy.v3.RedisProxy.RedisFault commands:*s delay:d fault_enabled:config.core.v3.RuntimeFractionalPercent fault_type:#.RedisProxy.RedisFault.RedisFaultType
extensions.filters.network.set_filter_state.v3.Config on_downstream_tls_handshake:*extensions.filters.common.set_filter_state.v3.FilterStateValue on_new_connection:*extensions.filters.common.set_filter_state.v3.FilterStateValue
extensions.filters.network.sni_cluster.v3.SniCluster 
extensions.filters.network.tcp_proxy.v3.TcpProxy access_log:*config.accesslog.v3.AccessLog access_log_flush_interval:d access_log_options:.TcpProxy.TcpAccessLogOptions backoff_options:config.core.v3.BackoffStrategy cluster:s downstream_idle_timeout:d flush_access_log_on_connected:b hash_policy:*type.v3.HashPolicy idle_timeout:d max_connect_attempts:u max_downstream_connection_duration:d max_downstream_connection_duration_jitter_percentage:type.v3.Percent max_early_data_bytes:u metadata_match:config.core.v3.Metadata on_demand:.TcpProxy.OnDemand proxy_protocol_tlvs:*config.core.v3.TlvEntry stat_prefix:s tunneling_config:.TcpProxy.TunnelingConfig upstream_connect_mode:#.UpstreamConnectMode upstream_idle_timeout:d weighted_clusters:.TcpProxy.WeightedCluster
extensions.filters.network.tcp_proxy.v3.TcpProxy.OnDemand odcds_config:config.core.v3.ConfigSource resources_locator:s timeout:d
extensions.filters.network.tcp_proxy.v3.TcpProxy.TcpAccessLogOptions access_log_flush_interval:d flush_access_log_on_connected:b flush_access_log_on_start:b
extensions.filters.network.tcp_proxy.v3.TcpProxy.TunnelingConfig headers_to_add:*config.core.v3.HeaderValueOption hostname:s post_path:s propagate_response_headers:b propagate_response_trailers:b request_id_extension:extensions.filters.network.http_connection_manager.v3.RequestIDExtension request_id_header:s request_id_metadata_key:s use_post:b
extensions.filters.network.tcp_proxy.v3.TcpProxy.WeightedCluster clusters:*.TcpProxy.WeightedCluster.ClusterWeight
extensions.filters.network.tcp_proxy.v3.TcpProxy.WeightedCluster.ClusterWeight metadata_match:config.core.v3.Metadata name:s weight:u
extensions.filters.network.wasm.v3.Wasm config:extensions.wasm.v3.PluginConfig
extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig formatter_type_on_envoy_headers:#.PreserveCaseFormatterConfig.FormatterTypeOnEnvoyHeaders forward_reason_phrase:b
extensions.http.original_ip_detection.custom_header.v3.CustomHeaderConfig allow_extension_to_set_address_as_trusted:b header_name:s reject_with_status:type.v3.HttpStatus
extensions.http.original_ip_detection.xff.v3.XffConfig skip_xff_append:b xff_num_trusted_hops:u xff_trusted_cidrs:.XffTrustedCidrs
extensions.http.original_ip_detection.xff.v3.XffTrustedCidrs cidrs:*config.core.v3.CidrRange
extensions.http.stateful_session.cookie.v3.CookieBasedSessionState cookie:type.http.v3.Cookie
extensions.internal_redirect.previous_routes.v3.PreviousRoutesConfig 
extensions.key_value.file_based.v3.FileBasedKeyValueStoreConfig filename:s flush_interval:d max_entries:u
extensions.load_balancing_policies.common.v3.ConsistentHashingLbConfig hash_balance_factor:u hash_policy:*config.route.v3.RouteAction.HashPolicy use_hostname_for_hashing:b
extensions.load_balancing_policies.common.v3.LocalityLbConfig locality_weighted_lb_config:.LocalityLbConfig.LocalityWeightedLbConfig zone_aware_lb_config:.LocalityLbConfig.ZoneAwareLbConfig
extensions.load_balancing_policies.common.v3.LocalityLbConfig.LocalityWeightedLbConfig 
extensions.load_balancing_policies.common.v3.LocalityLbConfig.ZoneAwareLbConfig fail_traffic_on_panic:b force_local_zone:.LocalityLbConfig.ZoneAwareLbConfig.ForceLocalZone force_locality_direct_routing:b locality_basis:#.LocalityLbConfig.ZoneAwareLbConfig.LocalityBasis min_cluster_size:U routing_enabled:type.v3.Percent
extensions.load_balancing_policies.common.v3.LocalityLbConfig.ZoneAwareLbConfig.ForceLocalZone min_size:u
extensions.load_balancing_policies.common.v3.SlowStartConfig aggression:config.core.v3.RuntimeDouble min_weight_percent:type.v3.Percent slow_start_window:d
extensions.load_balancing_policies.least_request.v3.LeastRequest active_request_bias:config.core.v3.RuntimeDouble choice_count:u enable_full_scan:b locality_lb_config:extensions.load_balancing_policies.common.v3.LocalityLbConfig selection_method:#.LeastRequest.SelectionMethod slow_start_config:extensions.load_balancing_policies.common.v3.SlowStartConfig
extensions.load_balancing_policies.maglev.v3.Maglev consistent_hashing_lb_config:extensions.load_balancing_policies.common.v3.ConsistentHashingLbConfig locality_weighted_lb_config:extensions.load_balancing_policies.common.v3.LocalityLbConfig.LocalityWeightedLbConfig table_size:U
extensions.load_balancing_policies.random.v3.Random locality_lb_config:extensions.load_balancing_policies.common.v3.LocalityLbConfig
extensions.load_balancing_policies.ring_hash.v3.RingHash consistent_hashing_lb_config:extensions.load_balancing_policies.common.v3.ConsistentHashingLbConfig hash_balance_factor:u hash_function:#.RingHash.HashFunction locality_weighted_lb_config:extensions.load_balancing_policies.common.v3.LocalityLbConfig.LocalityWeightedLbConfig maximum_ring_size:U minimum_ring_size:U use_hostname_for_hashing:b
extensions.load_balancing_policies.round_robin.v3.RoundRobin locality_lb_config:extensions.load_balancing_policies.common.v3.LocalityLbConfig slow_start_config:extensions.load_balancing_policies.common.v3.SlowStartConfig
extensions.request_id.uuid.v3.UuidRequestIdConfig pack_trace_reason:b use_request_id_for_trace_sampling:b
extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate 
extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig update_frequency:i
extensions.transport_sockets.internal_upstream.v3.InternalUpstreamTransport passthrough_metadata:*.InternalUpstreamTransport.MetadataValueSource transport_socket:config.core.v3.TransportSocket
extensions.transport_sockets.internal_upstream.v3.InternalUpstreamTransport.MetadataValueSource kind:type.metadata.v3.MetadataKind name:s
extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport allow_unspecified_address:b config:config.core.v3.ProxyProtocolConfig tlv_as_pool_key:b transport_socket:config.core.v3.TransportSocket
extensions.transport_sockets.raw_buffer.v3.RawBuffer 
extensions.transport_sockets.tls.v3.CertificateProviderPluginInstance certificate_name:s instance_name:s
extensions.transport_sockets.tls.v3.CertificateValidationContext allow_expired_certificate:b ca_certificate_provider_instance:.CertificateProviderPluginInstance crl:config.core.v3.DataSource custom_validator_config:config.core.v3.TypedExtensionConfig match_subject_alt_names:*type.matcher.v3.StringMatcher match_typed_subject_alt_names:*.SubjectAltNameMatcher max_verify_depth:u only_verify_leaf_cert_crl:b require_signed_certificate_timestamp:b system_root_certs:.CertificateValidationContext.SystemRootCerts trust_chain_verification:#.CertificateValidationContext.TrustChainVerification trusted_ca:config.core.v3.DataSource verify_certificate_hash:*s verify_certificate_spki:*s watched_directory:config.core.v3.WatchedDirectory
extensions.transport_sockets.tls.v3.CertificateValidationContext.SystemRootCerts 
extensions.transport_sockets.tls.v3.CommonTlsContext alpn_protocols:*s combined_validation_context:.CommonTlsContext.CombinedCertificateValidationContext custom_handshaker:config.core.v3.TypedExtensionConfig custom_tls_certificate_selector:config.core.v3.TypedExtensionConfig key_log:.TlsKeyLog tls_certificate_certificate_provider:.CommonTlsContext.CertificateProvider tls_certificate_certificate_provider_instance:.CommonTlsContext.CertificateProviderInstance tls_certificate_provider_instance:.CertificateProviderPluginInstance tls_certificate_sds_secret_configs:*.SdsSecretConfig tls_certificates:*.TlsCertificate tls_params:.TlsParameters validation_context:.CertificateValidationContext validation_context_certificate_provider:.CommonTlsContext.CertificateProvider validation_context_certificate_provider_instance:.CommonTlsContext.CertificateProviderInstance validation_context_sds_secret_config:.SdsSecretConfig
extensions.transport_sockets.tls.v3.CommonTlsContext.CertificateProvider name:s typed_config:config.core.v3.TypedExtensionConfig
extensions.transport_sockets.tls.v3.CommonTlsContext.CertificateProviderInstance certificate_name:s instance_name:s
extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext default_validation_context:.CertificateValidationContext validation_context_certificate_provider:.CommonTlsContext.CertificateProvider validation_context_certificate_provider_instance:.CommonTlsContext.CertificateProviderInstance validation_context_sds_secret_config:.SdsSecretConfig
extensions.transport_sockets.tls.v3.DownstreamTlsContext common_tls_context:.CommonTlsContext disable_stateful_session_resumption:b disable_stateless_session_resumption:b full_scan_certs_on_sni_mismatch:b ocsp_staple_policy:#.DownstreamTlsContext.OcspStaplePolicy prefer_client_ciphers:b require_client_certificate:b require_sni:b session_ticket_keys:.TlsSessionTicketKeys session_ticket_keys_sds_secret_config:.SdsSecretConfig session_timeout:d
extensions.transport_sockets.tls.v3.GenericSecret secret:config.core.v3.DataSource secrets:%config.core.v3.DataSource
extensions.transport_sockets.tls.v3.PrivateKeyProvider fallback:b provider_name:s typed_config:a
extensions.transport_sockets.tls.v3.SdsSecretConfig name:s sds_config:config.core.v3.ConfigSource
extensions.transport_sockets.tls.v3.Secret generic_secret:.GenericSecret name:s session_ticket_keys:.TlsSessionTicketKeys tls_certificate:.TlsCertificate validation_context:.CertificateValidationContext
extensions.transport_sockets.tls.v3.SubjectAltNameMatcher matcher:type.matcher.v3.StringMatcher oid:s san_type:#.SubjectAltNameMatcher.SanType
extensions.transport_sockets.tls.v3.TlsCertificate certificate_chain:config.core.v3.DataSource ocsp_staple:config.core.v3.DataSource password:config.core.v3.DataSource pkcs12:config.core.v3.DataSource private_key:config.core.v3.DataSource private_key_provider:.PrivateKeyProvider signed_certificate_timestamp:*config.core.v3.DataSource watched_directory:config.core.v3.WatchedDirectory
extensions.transport_sockets.tls.v3.TlsKeyLog local_address_range:*config.core.v3.CidrRange path:s remote_address_range:*config.core.v3.CidrRange
extensions.transport_sockets.tls.v3.TlsParameters cipher_suites:*s compliance_policies:*#.TlsParameters.CompliancePolicy ecdh_curves:*s signature_algorithms:*s tls_maximum_protocol_version:#.TlsParameters.TlsProtocol tls_minimum_protocol_version:#.TlsParameters.TlsProtocol
extensions.transport_sockets.tls.v3.TlsSessionTicketKeys keys:*config.core.v3.DataSource
extensions.transport_sockets.tls.v3.UpstreamTlsContext allow_renegotiation:b auto_host_sni:b auto_sni_san_validation:b common_tls_context:.CommonTlsContext enforce_rsa_key_usage:b max_session_keys:u sni:s
extensions.upstreams.http.v3.HttpProtocolOptions auto_config:.HttpProtocolOptions.AutoHttpConfig common_http_protocol_options:config.core.v3.HttpProtocolOptions explicit_http_config:.HttpProtocolOptions.ExplicitHttpConfig hash_policy:*config.route.v3.RouteAction.HashPolicy header_validation_config:config.core.v3.TypedExtensionConfig http_filters:*extensions.filters.network.http_connection_manager.v3.HttpFilter outlier_detection:.HttpProtocolOptions.OutlierDetection request_mirror_policies:*config.route.v3.RouteAction.RequestMirrorPolicy retry_policy:config.route.v3.RetryPolicy upstream_http_protocol_options:config.core.v3.UpstreamHttpProtocolOptions use_downstream_protocol_config:.HttpProtocolOptions.UseDownstreamHttpConfig
extensions.upstreams.http.v3.HttpProtocolOptions.AutoHttpConfig alternate_protocols_cache_options:config.core.v3.AlternateProtocolsCacheOptions http2_protocol_options:config.core.v3.Http2ProtocolOptions http3_protocol_options:config.core.v3.Http3ProtocolOptions http_protocol_options:config.core.v3.Http1ProtocolOptions
extensions.upstreams.http.v3.HttpProtocolOptions.ExplicitHttpConfig http2_protocol_options:config.core.v3.Http2ProtocolOptions http3_protocol_options:config.core.v3.Http3ProtocolOptions http_protocol_options:config.core.v3.Http1ProtocolOptions
extensions.upstreams.http.v3.HttpProtocolOptions.OutlierDetection error_matcher:config.common.matcher.v3.MatchPredicate
extensions.upstreams.http.v3.HttpProtocolOptions.UseDownstreamHttpConfig http2_protocol_options:config.core.v3.Http2ProtocolOptions http3_protocol_options:config.core.v3.Http3ProtocolOptions http_protocol_options:config.core.v3.Http1ProtocolOptions
extensions.wasm.v3.CapabilityRestrictionConfig allowed_capabilities:%.SanitizationConfig
extensions.wasm.v3.EnvironmentVariables host_env_keys:*s key_values:%s
extensions.wasm.v3.PluginConfig allow_on_headers_stop_iteration:b capability_restriction_config:.CapabilityRestrictionConfig configuration:a fail_open:b failure_policy:#.FailurePolicy name:s reload_config:.ReloadConfig root_id:s vm_config:.VmConfig
extensions.wasm.v3.ReloadConfig backoff:config.core.v3.BackoffStrategy
extensions.wasm.v3.SanitizationConfig 
extensions.wasm.v3.VmConfig allow_precompiled:b code:config.core.v3.AsyncDataSource configuration:a environment_variables:.EnvironmentVariables nack_on_code_cache_miss:b runtime:s vm_id:s
type.http.v3.Cookie attributes:*.CookieAttribute name:s path:s ttl:d
type.http.v3.CookieAttribute name:s value:s
type.http.v3.PathTransformation operations:*.PathTransformation.Operation
type.http.v3.PathTransformation.Operation merge_slashes:.PathTransformation.Operation.MergeSlashes normalize_path_rfc_3986:.PathTransformation.Operation.NormalizePathRFC3986
type.http.v3.PathTransformation.Operation.MergeSlashes 
type.http.v3.PathTransformation.Operation.NormalizePathRFC3986 
type.matcher.v3.AddressMatcher ranges:*?
type.matcher.v3.DoubleMatcher exact:f range:type.v3.DoubleRange
type.matcher.v3.FilterStateMatcher address_match:.AddressMatcher key:s string_match:.StringMatcher
type.matcher.v3.ListMatcher one_of:.ValueMatcher
type.matcher.v3.ListStringMatcher patterns:*.StringMatcher
type.matcher.v3.MetadataMatcher filter:s invert:b path:*.MetadataMatcher.PathSegment value:.ValueMatcher
type.matcher.v3.MetadataMatcher.PathSegment key:s
type.matcher.v3.OrMatcher value_matchers:*.ValueMatcher
type.matcher.v3.PathMatcher path:.StringMatcher
type.matcher.v3.RegexMatchAndSubstitute pattern:.RegexMatcher substitution:s
type.matcher.v3.RegexMatcher google_re2:.RegexMatcher.GoogleRE2 regex:s
type.matcher.v3.RegexMatcher.GoogleRE2 max_program_size:u
type.matcher.v3.StringMatcher contains:s custom:? exact:s ignore_case:b prefix:s safe_regex:.RegexMatcher suffix:s
type.matcher.v3.ValueMatcher bool_match:b double_match:.DoubleMatcher list_match:.ListMatcher null_match:.ValueMatcher.NullMatch or_match:.OrMatcher present_match:b string_match:.StringMatcher
type.matcher.v3.ValueMatcher.NullMatch 
type.metadata.v3.MetadataKey key:s path:*.MetadataKey.PathSegment
type.metadata.v3.MetadataKey.PathSegment key:s
type.metadata.v3.MetadataKind cluster:.MetadataKind.Cluster host:.MetadataKind.Host request:.MetadataKind.Request route:.MetadataKind.Route
type.metadata.v3.MetadataKind.Cluster 
type.metadata.v3.MetadataKind.Host 
type.metadata.v3.MetadataKind.Request 
type.metadata.v3.MetadataKind.Route 
type.tracing.v3.CustomTag environment:.CustomTag.Environment literal:.CustomTag.Literal metadata:.CustomTag.Metadata request_header:.CustomTag.Header tag:s value:s
type.tracing.v3.CustomTag.Environment default_value:s name:s
type.tracing.v3.CustomTag.Header default_value:s name:s
type.tracing.v3.CustomTag.Literal value:s
type.tracing.v3.CustomTag.Metadata default_value:s kind:type.metadata.v3.MetadataKind metadata_key:type.metadata.v3.MetadataKey
type.v3.DoubleRange end:f start:f
type.v3.FractionalPercent denominator:#.FractionalPercent.DenominatorType numerator:u
type.v3.HashPolicy filter_state:.HashPolicy.FilterState source_ip:.HashPolicy.SourceIp
type.v3.HashPolicy.FilterState key:s
type.v3.HashPolicy.SourceIp 
type.v3.HttpStatus code:#.StatusCode
type.v3.Int32Range end:i start:i
type.v3.Int64Range end:i start:i
type.v3.Percent value:f
type.v3.SemanticVersion major_number:u minor_number:u patch:u
type.v3.TokenBucket fill_interval:d max_tokens:u tokens_per_fill:u
"""##
}
