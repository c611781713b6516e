// swift-format-ignore-file
// Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

extension BuiltInSchemas {
    static let istioSidecar: StaticString = ##"""
kind=Sidecar networking.istio.io
string
=string=DEFAULT
=string=IPTABLES
=string=NONE
string enum=1 enum=2 enum=3
array items=0
integer minimum=0 maximum=4294967295
object .name=0 .number=6 .protocol=0 .targetPort=6
object .bind=0 .captureMode=4 .hosts=5 .port=7 required=hosts
array items=8
=string=DO_NOT_UPGRADE
=string=UPGRADE
string enum=1 enum=10 enum=11
integer format=int32
string rule=duration(self)\s>\e\sduration('1ms') message=must\sbe\sa\svalid\sduration\sgreater\sthan\s1ms
object .interval=14 .timeout=14
boolean
object .h2UpgradePolicy=12 .http1MaxPendingRequests=13 .http2KeepAlive=15 .http2MaxRequests=13 .idleTimeout=14 .maxConcurrentStreams=13 .maxRequestsPerConnection=13 .maxRetries=13 .useClientProtocol=16
object .interval=14 .probes=6 .time=14
object .connectTimeout=14 .idleTimeout=0 .maxConnectionDuration=14 .maxConnections=13 .tcpKeepalive=18
object .http=17 .tcp=19
array items=0 minItems=1 maxItems=2
boolean nullable
=string=TLS_AUTO
=string=TLSV1_0
=string=TLSV1_1
=string=TLSV1_2
=string=TLSV1_3
string enum=23 enum=24 enum=25 enum=26 enum=27
=string=PASSTHROUGH
=string=SIMPLE
=string=MUTUAL
=string=AUTO_PASSTHROUGH
=string=ISTIO_MUTUAL
=string=OPTIONAL_MUTUAL
string enum=29 enum=30 enum=31 enum=32 enum=33 enum=34
object .caCertificates=0 .privateKey=0 .serverCertificate=0
array items=36 minItems=1 maxItems=2
object .caCertCredentialName=0 .caCertificates=0 .caCrl=0 .cipherSuites=5 .credentialName=0 .credentialNames=21 .ecdhCurves=5 .httpsRedirect=16 .insecureSkipVerify=22 .maxProtocolVersion=28 .minProtocolVersion=28 .mode=35 .privateKey=0 .serverCertificate=0 .subjectAltNames=5 .tlsCertificates=37 .verifyCertificateHash=5 .verifyCertificateSpki=5 rule=(has(self.tlsCertificates)\s?\s1\s:\s0)\s+\s(has(self.credentialNames)\s?\s1\s:\s0)\s<\e\s1 message=only\sone\sof\scredentialNames\sor\stlsCertificates\scan\sbe\sset rule=(has(self.credentialName)\s?\s1\s:\s0)\s+\s(has(self.credentialNames)\s?\s1\s:\s0)\s<\e\s1 message=only\sone\sof\scredentialName\sor\scredentialNames\scan\sbe\sset rule=(has(self.credentialNames)\s?\s1\s:\s0)\s+\s(has(self.tlsCertificates)\s?\s1\s:\s0)\s<\e\s1 message=only\sone\sof\scredentialName\sor\stlsCertificates\scan\sbe\sset
object .bind=0 .captureMode=4 .connectionPool=20 .defaultEndpoint=0 .port=7 .tls=38 required=port
array items=39
object .number=6
object .host=0 .port=41 .subset=0 required=host
=string=REGISTRY_ONLY
=string=ALLOW_ANY
string enum=43 enum=44
object .egressProxy=42 .mode=45
string maxLength=63 rule=!self.contains("*") message=wildcard\sis\snot\ssupported\sin\sselector
object *=47 maxProperties=256
object .labels=48
object .egress=9 .inboundConnectionPool=20 .ingress=40 .outboundTrafficPolicy=46 .workloadSelector=49
object .spec=50
version=v1 51 served
version=v1alpha3 51 served
version=v1beta1 51 served
"""##
}
